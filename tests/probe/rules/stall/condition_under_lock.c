/* A thread sleeps on a condition while it holds the lock that the signaller needs first. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>

static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER, m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static void *waiter(void *arg)
{
    pthread_mutex_lock(&table);
    pthread_mutex_lock(&m);
    order_reach(1);
    pthread_cond_wait(&c, &m); // expect: stall, cond-wait-holding
    pthread_mutex_unlock(&m);
    pthread_mutex_unlock(&table);
    return arg;
}

static void *signaller(void *arg)
{
    order_await(1);
    pthread_mutex_lock(&table);
    pthread_mutex_lock(&m);
    pthread_cond_signal(&c);
    pthread_mutex_unlock(&m);
    pthread_mutex_unlock(&table);
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
