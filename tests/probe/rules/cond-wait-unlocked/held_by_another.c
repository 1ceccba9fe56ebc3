/* Another thread has the mutex, the waiter not. */
#include "order.h"
#include <pthread.h>
#include <time.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static void *owner(void *arg)
{
    pthread_mutex_lock(&m); // expect: lock-held-at-exit
    order_reach(1);
    order_await(2);
    usleep(100 * 1000);
    return arg;
}

static void *waiter(void *arg)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    order_reach(2);
    pthread_cond_timedwait(&c, &m, &ts); // expect: cond-wait-unlocked
    return arg;
}

int main(void)
{
    pthread_t a, b;
    must(pthread_create(&a, NULL, owner, NULL) == 0);
    order_await(1);
    must(pthread_create(&b, NULL, waiter, NULL) == 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
