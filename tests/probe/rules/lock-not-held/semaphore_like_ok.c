/* A semaphore is posted by another thread than the one that waited: it has no owner. */
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

static sem_t s;

static void *poster(void *arg)
{
    for (int i = 0; i < 5; i++)
        sem_post(&s);
    return arg;
}

int main(void)
{
    pthread_t t;
    sem_init(&s, 0, 0);
    must(pthread_create(&t, NULL, poster, NULL) == 0);
    for (int i = 0; i < 5; i++)
        sem_wait(&s);
    pthread_join(t, NULL);
    sem_destroy(&s);
    return 0;
}
