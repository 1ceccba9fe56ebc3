/* The worker waits for a lock that a third thread gives back in a while. */
// run: --stuck-after=200 --long-hold=5000
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *owner(void *arg)
{
    pthread_mutex_lock(&m);
    order_reach(1);
    usleep(900 * 1000);
    pthread_mutex_unlock(&m);
    return arg;
}

static void *worker(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, owner, NULL) == 0);
    must(pthread_create(&u, NULL, worker, NULL) == 0);
    pthread_join(u, NULL);
    pthread_join(t, NULL);
    return 0;
}
