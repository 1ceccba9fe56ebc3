/* Workers without work, holding nothing. */
// run: --stuck-after=200
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

static sem_t jobs;

static void *worker(void *arg)
{
    sem_wait(&jobs);
    return arg;
}

int main(void)
{
    pthread_t t[4];
    sem_init(&jobs, 0, 0);
    for (int i = 0; i < 4; i++)
        must(pthread_create(&t[i], NULL, worker, NULL) == 0);
    usleep(900 * 1000);
    for (int i = 0; i < 4; i++)
        sem_post(&jobs);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    return 0;
}
