/* Two threads wait on one condition at the same time, each with a mutex of its own. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready;

static void *first(void *arg)
{
    pthread_mutex_lock(&a);
    order_reach(1);
    while (!ready)
        pthread_cond_wait(&c, &a);
    pthread_mutex_unlock(&a);
    return arg;
}

static void *second(void *arg)
{
    pthread_mutex_lock(&b);
    order_reach(2);
    while (!ready)
        pthread_cond_wait(&c, &b); // expect: cond-two-mutexes
    pthread_mutex_unlock(&b);
    return arg;
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, first, NULL) == 0);
    order_await(1);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    must(pthread_create(&u, NULL, second, NULL) == 0);
    order_await(2);
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    ready = 1;
    pthread_cond_broadcast(&c);
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
