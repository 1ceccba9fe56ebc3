/* The attribute says detached, the shutdown joins. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    order_await(1);
    return arg;
}

int main(void)
{
    pthread_attr_t attr;
    pthread_t t;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    must(pthread_create(&t, &attr, worker, NULL) == 0);
    pthread_join(t, NULL); // expect: thread-join-detached
    order_reach(1);
    order_settle();
    return 0;
}
