/* The lock is given back before the join. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *worker(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_mutex_lock(&m);
    order_reach(1);
    pthread_mutex_unlock(&m);
    pthread_join(t, NULL);
    return 0;
}
