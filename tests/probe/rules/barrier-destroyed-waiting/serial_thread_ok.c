/* The one thread that is told so destroys the barrier at once; the others may just be waking up. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>

static void *worker(void *arg)
{
    pthread_barrier_t *b = arg;
    if (pthread_barrier_wait(b) == PTHREAD_BARRIER_SERIAL_THREAD)
        pthread_barrier_destroy(b);
    return NULL;
}

int main(void)
{
    for (int round = 0; round < 30; round++) {
        pthread_barrier_t *b = calloc(1, sizeof *b);
        pthread_t t[4];
        pthread_barrier_init(b, NULL, 4);
        for (int i = 0; i < 4; i++)
            must(pthread_create(&t[i], NULL, worker, b) == 0);
        for (int i = 0; i < 4; i++)
            pthread_join(t[i], NULL);
        free(b);
    }
    return 0;
}
