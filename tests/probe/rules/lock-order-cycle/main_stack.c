/* The locks lie in a struct on main's stack, which outlives both threads. */
#include "order.h"
#include <pthread.h>

struct shop {
    pthread_mutex_t stock, till;
};

static void *sell(void *arg)
{
    struct shop *s = arg;
    pthread_mutex_lock(&s->stock);
    pthread_mutex_lock(&s->till); // expect: lock-order-cycle
    pthread_mutex_unlock(&s->till);
    pthread_mutex_unlock(&s->stock);
    order_reach(1);
    return NULL;
}

static void *count(void *arg)
{
    struct shop *s = arg;
    order_await(1);
    pthread_mutex_lock(&s->till);
    pthread_mutex_lock(&s->stock); // expect: lock-order-cycle
    pthread_mutex_unlock(&s->stock);
    pthread_mutex_unlock(&s->till);
    return NULL;
}

int main(void)
{
    struct shop s;
    pthread_t a, b;
    pthread_mutex_init(&s.stock, NULL);
    pthread_mutex_init(&s.till, NULL);
    must(pthread_create(&a, NULL, sell, &s) == 0);
    must(pthread_create(&b, NULL, count, &s) == 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    pthread_mutex_destroy(&s.till);
    pthread_mutex_destroy(&s.stock);
    return 0;
}
