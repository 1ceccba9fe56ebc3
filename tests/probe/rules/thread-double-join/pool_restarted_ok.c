/* A pool is stopped and started again many times in the same array. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_t pool[4];
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 4; i++)
            must(pthread_create(&pool[i], NULL, worker, NULL) == 0);
        for (int i = 3; i >= 0; i--)
            pthread_join(pool[i], NULL);
    }
    return 0;
}
