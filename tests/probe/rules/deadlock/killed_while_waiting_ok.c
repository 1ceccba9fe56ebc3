/* Killed in the middle of an ordinary wait for a lock: no circle. */
// run: kill-after 1 --long-hold=5000
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *waiter(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, waiter, NULL) == 0);
    pthread_mutex_lock(&m);
    order_reach(1);
    for (;;)
        pause();
}
