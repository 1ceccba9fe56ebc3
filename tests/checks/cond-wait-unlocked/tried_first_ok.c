/* Where the trylock fails the thread blocks for the lock; it holds it either way. */
#include <pthread.h>

struct disk {
    pthread_mutex_t lock;
    pthread_cond_t idle;
    int busy, contended;
};

void disk_acquire(struct disk *d)
{
    if (pthread_mutex_trylock(&d->lock) != 0) {
        pthread_mutex_lock(&d->lock);
        d->contended++;
    }
    while (d->busy)
        pthread_cond_wait(&d->idle, &d->lock);
    d->busy = 1;
    pthread_mutex_unlock(&d->lock);
}

void disk_release(struct disk *d)
{
    pthread_mutex_lock(&d->lock);
    d->busy = 0;
    pthread_cond_signal(&d->idle);
    pthread_mutex_unlock(&d->lock);
}
