/* A second initialisation of a lock that another thread holds. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m;

static void *worker(void *arg)
{
    pthread_mutex_lock(&m);
    order_reach(1);
    order_await(2);
    return arg;
}

int main(void)
{
    pthread_t t;
    pthread_mutex_init(&m, NULL);
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    order_await(1);
    pthread_mutex_init(&m, NULL); // expect: lock-destroyed-held
    order_reach(2);
    pthread_join(t, NULL);
    return 0;
}
