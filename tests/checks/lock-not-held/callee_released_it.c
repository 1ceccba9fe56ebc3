/* The helper that gives up releases; its caller releases again. */
#include <pthread.h>
#include <stdbool.h>

struct door {
    pthread_mutex_t lock;
    bool open;
    int visitors;
};

static int door_refuse(struct door *d)
{
    d->visitors--;
    pthread_mutex_unlock(&d->lock);
    return -1;
}

int door_enter(struct door *d)
{
    int rc = 0;

    pthread_mutex_lock(&d->lock);
    d->visitors++;
    if (!d->open)
        rc = door_refuse(d);
    pthread_mutex_unlock(&d->lock); // expect: lock-not-held
    return rc;
}
