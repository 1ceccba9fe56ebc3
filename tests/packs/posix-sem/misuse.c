#include <pthread.h>
#include <semaphore.h>

struct pool {
    sem_t slots;
    pthread_mutex_t lock;
    int used;
};

void close_pool(struct pool *p)
{
    sem_destroy(&p->slots);
    sem_wait(&p->slots); // expect: sem-use-after-destroy
}

void use(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    sem_wait(&p->slots); // expect: lock-held-blocking
    p->used++;
    pthread_mutex_unlock(&p->lock);
}
