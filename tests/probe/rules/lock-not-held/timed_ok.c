/* What was not acquired in time is not released. */
#include "order.h"
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *owner(void *arg)
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
    struct timespec ts;
    must(pthread_create(&t, NULL, owner, NULL) == 0);
    order_await(1);
    clock_gettime(CLOCK_REALTIME, &ts);
    must(pthread_mutex_timedlock(&m, &ts) == ETIMEDOUT);
    order_reach(2);
    ts.tv_sec += 20;
    must(pthread_mutex_timedlock(&m, &ts) == 0);
    pthread_mutex_unlock(&m);
    pthread_join(t, NULL);
    return 0;
}
