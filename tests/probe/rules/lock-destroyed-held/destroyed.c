/* The teardown destroys a mutex that a worker still holds. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *worker(void *arg)
{
    pthread_mutex_lock(&m);
    order_reach(1);
    order_await(2);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    order_await(1);
    pthread_mutex_destroy(&m); // expect: lock-destroyed-held
    order_reach(2);
    pthread_join(t, NULL);
    return 0;
}
