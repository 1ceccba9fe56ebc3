/* Many rounds, joined, destroyed. */
#include "order.h"
#include <pthread.h>

static pthread_barrier_t b;

static void *worker(void *arg)
{
    for (int i = 0; i < 50; i++)
        pthread_barrier_wait(&b);
    return arg;
}

int main(void)
{
    pthread_t t[3];
    pthread_barrier_init(&b, NULL, 3);
    for (int i = 0; i < 3; i++)
        must(pthread_create(&t[i], NULL, worker, NULL) == 0);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    pthread_barrier_destroy(&b);
    return 0;
}
