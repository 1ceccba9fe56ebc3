/* The loop gives the lock up for the time it sleeps. */
#include <pthread.h>
#include <unistd.h>

struct drive {
    pthread_mutex_t lock;
    int busy, spins;
};

void drive_wait_idle(struct drive *d)
{
    pthread_mutex_lock(&d->lock);
    while (d->busy) {
        d->spins++;
        pthread_mutex_unlock(&d->lock);
        usleep(1000);
        pthread_mutex_lock(&d->lock);
    }
    pthread_mutex_unlock(&d->lock);
}
