/* A waiter that was signalled needs its mutex back, whose owner wants what the waiter still holds. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER, outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static void *waiter(void *arg)
{
    pthread_mutex_lock(&outer);
    pthread_mutex_lock(&m);
    order_reach(1);
    pthread_cond_wait(&c, &m); // expect: cond-wait-holding, deadlock
    pthread_mutex_unlock(&m);
    pthread_mutex_unlock(&outer);
    return arg;
}

static void *signaller(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&m);
    pthread_cond_signal(&c);
    pthread_mutex_lock(&outer); // expect: deadlock, lock-order-cycle
    pthread_mutex_unlock(&outer);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, waiter, NULL) == 0);
    must(pthread_create(&u, NULL, signaller, NULL) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
