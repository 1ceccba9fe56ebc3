/* Waits for a slot while holding the lock that whoever frees a slot needs. */
#include <pthread.h>
#include <semaphore.h>

#define LOCK(x) pthread_mutex_lock(&(x)->mu)
#define UNLOCK(x) pthread_mutex_unlock(&(x)->mu)

struct dma {
    pthread_mutex_t mu;
    sem_t slots;
    int used;
};

void dma_start(struct dma *d)
{
    LOCK(d);
    sem_wait(&d->slots); // expect: lock-held-blocking
    d->used++;
    UNLOCK(d);
}

void dma_done(struct dma *d)
{
    LOCK(d);
    d->used--;
    sem_post(&d->slots);
    UNLOCK(d);
}
