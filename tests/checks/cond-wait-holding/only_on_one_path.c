/* The exclusive path keeps the device lock; the shared one lets it go. */
#include <pthread.h>
#include <stdbool.h>

struct device {
    pthread_mutex_t lock, io_lock;
    pthread_cond_t io_done;
    int inflight;
};

void device_quiesce(struct device *d, bool exclusive)
{
    pthread_mutex_lock(&d->lock);
    if (!exclusive)
        pthread_mutex_unlock(&d->lock);
    pthread_mutex_lock(&d->io_lock);
    while (d->inflight > 0)
        pthread_cond_wait(&d->io_done, &d->io_lock); // expect: cond-wait-holding
    pthread_mutex_unlock(&d->io_lock);
    if (exclusive)
        pthread_mutex_unlock(&d->lock);
}

void device_complete(struct device *d)
{
    pthread_mutex_lock(&d->lock);
    pthread_mutex_lock(&d->io_lock);
    if (--d->inflight == 0)
        pthread_cond_broadcast(&d->io_done);
    pthread_mutex_unlock(&d->io_lock);
    pthread_mutex_unlock(&d->lock);
}
