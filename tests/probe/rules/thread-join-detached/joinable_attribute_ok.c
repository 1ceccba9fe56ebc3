/* An attribute object that is changed between two creations. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    order_arrive();
    return arg;
}

int main(void)
{
    pthread_attr_t attr;
    pthread_t a, b;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    must(pthread_create(&a, &attr, worker, NULL) == 0);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_JOINABLE);
    must(pthread_create(&b, &attr, worker, NULL) == 0);
    pthread_join(b, NULL);
    order_await(2);
    return 0;
}
