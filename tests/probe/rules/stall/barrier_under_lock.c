/* One thread reaches the barrier with a lock that the other needs before it gets there. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t b;

static void *first(void *arg)
{
    pthread_mutex_lock(&m);
    order_reach(1);
    pthread_barrier_wait(&b); // expect: stall
    pthread_mutex_unlock(&m);
    return arg;
}

static void *second(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    pthread_barrier_wait(&b);
    return arg;
}

int main(void)
{
    pthread_t t, u;
    pthread_barrier_init(&b, NULL, 2);
    must(pthread_create(&t, NULL, first, NULL) == 0);
    must(pthread_create(&u, NULL, second, NULL) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
