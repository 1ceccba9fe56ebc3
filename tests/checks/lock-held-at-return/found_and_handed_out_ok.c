/* A look-up hands out a locked object through a parameter. */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

struct obj {
    struct obj *next;
    int id, refs, dead;
    pthread_mutex_t lock;
};

static struct obj *all;
static pthread_rwlock_t all_lock = PTHREAD_RWLOCK_INITIALIZER;

static int obj_get(int id, struct obj **out)
{
    pthread_rwlock_rdlock(&all_lock);
    for (struct obj *o = all; o; o = o->next) {
        if (o->id != id)
            continue;
        pthread_mutex_lock(&o->lock);
        if (o->dead) {
            pthread_mutex_unlock(&o->lock);
            break;
        }
        pthread_rwlock_unlock(&all_lock);
        *out = o;
        return 0;
    }
    pthread_rwlock_unlock(&all_lock);
    return -ENOENT;
}

int obj_take(int id, int limit)
{
    struct obj *o;
    int rc = obj_get(id, &o);
    if (rc)
        return rc;
    if (o->refs >= limit)
        rc = -EBUSY;
    else
        o->refs++;
    pthread_mutex_unlock(&o->lock);
    return rc;
}

int obj_drop(int id)
{
    struct obj *o;
    if (obj_get(id, &o) < 0)
        return -1;
    o->refs--;
    pthread_mutex_unlock(&o->lock);
    return 0;
}
static void *run(void *a) { (void)a; obj_take(1, 3); obj_drop(1); return NULL; }
int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, run, NULL)) return 1;
    obj_take(2, 9);
    pthread_join(t, NULL);
    return 0;
}
