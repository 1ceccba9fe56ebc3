#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>

struct pool {
    sem_t slots;
    pthread_mutex_t lock;
    int used;
};

int pool_init(struct pool *p, unsigned n)
{
    p->used = 0;
    if (pthread_mutex_init(&p->lock, NULL) != 0)
        return -1;
    if (sem_init(&p->slots, 0, n) != 0) {
        pthread_mutex_destroy(&p->lock);
        return -1;
    }
    return 0;
}

void use(struct pool *p)
{
    while (sem_wait(&p->slots) != 0)
        ;
    pthread_mutex_lock(&p->lock);
    p->used++;
    pthread_mutex_unlock(&p->lock);
    sem_post(&p->slots);
}

int try_use(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    int rc = sem_trywait(&p->slots);
    pthread_mutex_unlock(&p->lock);
    if (rc == 0)
        sem_post(&p->slots);
    return rc;
}

int named(void)
{
    sem_t *s = sem_open("/heddle", O_CREAT, 0600, 1);
    if (s == SEM_FAILED)
        return -1;
    sem_wait(s);
    sem_post(s);
    return sem_close(s);
}
