/* Grows, shrinks, grows, shrinks. */
// run: --growth-every=250
#include "order.h"
#include <pthread.h>

static int stop;

static void *worker(void *arg)
{
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE))
        usleep(10 * 1000);
    return arg;
}

int main(void)
{
    pthread_t t[40];
    for (int round = 0; round < 3; round++) {
        __atomic_store_n(&stop, 0, __ATOMIC_RELEASE);
        for (int i = 0; i < 40; i++) {
            must(pthread_create(&t[i], NULL, worker, NULL) == 0);
            usleep(12 * 1000);
        }
        __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
        for (int i = 0; i < 40; i++)
            pthread_join(t[i], NULL);
        usleep(200 * 1000);
    }
    return 0;
}
