/* A detached thread holds its lock when the process ends: the thread did not end. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *daemon_loop(void *arg)
{
    pthread_mutex_lock(&m);
    order_reach(1);
    for (;;)
        pause();
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, daemon_loop, NULL) == 0);
    pthread_detach(t);
    order_await(1);
    return 0;
}
