/* On success the object comes back through a parameter, locked. */
#include <pthread.h>
#include <stddef.h>

struct vol {
    struct vol *next;
    pthread_mutex_t lock;
    int id;
};

static struct vol *vols;
static pthread_mutex_t vols_lock = PTHREAD_MUTEX_INITIALIZER;

int vol_get(int id, struct vol **out)
{
    pthread_mutex_lock(&vols_lock);
    for (struct vol *v = vols; v != NULL; v = v->next) {
        if (v->id != id)
            continue;
        pthread_mutex_lock(&v->lock);
        pthread_mutex_unlock(&vols_lock);
        *out = v;
        return 0;
    }
    pthread_mutex_unlock(&vols_lock);
    *out = NULL;
    return -1;
}

int vol_rename(int id, int to)
{
    struct vol *v;
    if (vol_get(id, &v) != 0)
        return -1;
    v->id = to;
    pthread_mutex_unlock(&v->lock);
    return 0;
}
