/* Posted for everyone, joined, destroyed. */
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

static sem_t s;

static void *waiter(void *arg)
{
    sem_wait(&s);
    return arg;
}

int main(void)
{
    pthread_t t[3];
    sem_init(&s, 0, 0);
    for (int i = 0; i < 3; i++)
        must(pthread_create(&t[i], NULL, waiter, NULL) == 0);
    for (int i = 0; i < 3; i++)
        sem_post(&s);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    sem_destroy(&s);
    return 0;
}
