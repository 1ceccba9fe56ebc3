/* A pool that fills up slowly and then stays as it is. */
// run: --growth-every=150
#include "order.h"
#include <pthread.h>

static int stop;

static void *worker(void *arg)
{
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE))
        usleep(20 * 1000);
    return arg;
}

int main(void)
{
    pthread_t t[60];
    for (int i = 0; i < 60; i++) {
        must(pthread_create(&t[i], NULL, worker, NULL) == 0);
        usleep(25 * 1000);
    }
    usleep(2500 * 1000);
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    for (int i = 0; i < 60; i++)
        pthread_join(t[i], NULL);
    return 0;
}
