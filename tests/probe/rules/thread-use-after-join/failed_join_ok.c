/* A join that ran out of time leaves the thread alive. */
#include "order.h"
#include <pthread.h>
#include <time.h>

static void *worker(void *arg)
{
    order_await(1);
    return arg;
}

int main(void)
{
    pthread_t t;
    struct timespec ts = {0};
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    must(pthread_timedjoin_np(t, NULL, &ts) != 0);
    pthread_setname_np(t, "slow");
    order_reach(1);
    pthread_join(t, NULL);
    return 0;
}
