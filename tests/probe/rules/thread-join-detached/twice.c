/* The thread detaches itself, its creator detaches it too. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    pthread_detach(pthread_self());
    order_reach(1);
    order_await(2);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    order_await(1);
    pthread_detach(t); // expect: thread-join-detached
    order_reach(2);
    order_settle();
    return 0;
}
