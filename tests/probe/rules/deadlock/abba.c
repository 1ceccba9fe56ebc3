/* Two threads, two locks, opposite order, at the same time. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;

static void *ab(void *arg)
{
    pthread_mutex_lock(&a);
    order_arrive();
    order_await(2);
    pthread_mutex_lock(&b); // expect: deadlock, lock-order-cycle
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    return arg;
}

static void *ba(void *arg)
{
    pthread_mutex_lock(&b);
    order_arrive();
    order_await(2);
    pthread_mutex_lock(&a); // expect: deadlock, lock-order-cycle
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
    return arg;
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, ab, NULL) == 0);
    must(pthread_create(&u, NULL, ba, NULL) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
