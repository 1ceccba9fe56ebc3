/* Hundreds of threads, created at a steady rate, each joined soon. */
// run: --growth-every=250
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    usleep(5 * 1000);
    return arg;
}

int main(void)
{
    for (int i = 0; i < 100; i++) {
        pthread_t t[2];
        for (int k = 0; k < 2; k++)
            must(pthread_create(&t[k], NULL, worker, NULL) == 0);
        usleep(12 * 1000);
        for (int k = 0; k < 2; k++)
            pthread_join(t[k], NULL);
    }
    return 0;
}
