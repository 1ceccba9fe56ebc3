/* Detached so that nobody need wait, and then waited for. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    order_await(1);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_detach(t);
    pthread_join(t, NULL); // expect: thread-join-detached
    order_reach(1);
    order_settle();
    return 0;
}
