/* Waiting long for a lock is not holding it; its owner is below the limit each time. */
// run: --long-hold=900
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *worker(void *arg)
{
    order_arrive();
    order_await(4);
    pthread_mutex_lock(&m);
    usleep(300 * 1000);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        must(pthread_create(&t[i], NULL, worker, NULL) == 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    return 0;
}
