/* A thread waits for a lock whose owner is busy for longer than waits are trusted. */
// run: --stuck-after=200 --long-hold=5000
#include "order.h"
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;

static void *waiter(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, waiter, NULL) == 0);
    pthread_mutex_lock(&a);
    order_reach(1);
    usleep(900 * 1000);
    pthread_mutex_unlock(&a);
    pthread_join(t, NULL);
    return 0;
}
