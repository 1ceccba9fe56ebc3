/* A semaphore has no owner: having taken one is not holding a lock. */
#include "order.h"
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static sem_t slots;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static void *worker(void *arg)
{
    struct timespec ts;
    sem_wait(&slots);
    clock_gettime(CLOCK_REALTIME, &ts);
    pthread_mutex_lock(&m);
    pthread_cond_timedwait(&c, &m, &ts);
    pthread_mutex_unlock(&m);
    sem_post(&slots);
    return arg;
}

int main(void)
{
    pthread_t t[4];
    sem_init(&slots, 0, 2);
    for (int i = 0; i < 4; i++)
        must(pthread_create(&t[i], NULL, worker, NULL) == 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    sem_destroy(&slots);
    return 0;
}
