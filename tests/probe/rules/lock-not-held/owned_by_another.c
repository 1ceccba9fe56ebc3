/* Another thread holds the mutex when it is released. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *owner(void *arg)
{
    pthread_mutex_lock(&m);
    order_reach(1);
    order_await(2);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, owner, NULL) == 0);
    order_await(1);
    pthread_mutex_unlock(&m); // expect: lock-not-held
    order_reach(2);
    pthread_join(t, NULL);
    return 0;
}
