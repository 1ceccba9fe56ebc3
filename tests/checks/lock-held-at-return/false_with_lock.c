/* Found nothing: returns false with the lock held, and nobody who calls it knows. */
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

struct store {
    pthread_mutex_t lock;
    const char *name[16];
    int n;
};
static struct store users = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool store_has(struct store *s, const char *name)
{
    pthread_mutex_lock(&s->lock);
    for (int i = 0; i < s->n; i++)
        if (strcmp(s->name[i], name) == 0) {
            pthread_mutex_unlock(&s->lock);
            return true;
        }
    return false; // expect: lock-held-at-return
}

static void *asker(void *arg)
{
    return store_has(&users, arg) ? arg : NULL;
}

int main(void)
{
    static char one[] = "one";
    pthread_t t;
    users.name[users.n++] = "two";
    if (pthread_create(&t, NULL, asker, one))
        return 1;
    bool both = store_has(&users, "two");
    pthread_join(t, NULL);
    return both ? 0 : 1;
}
