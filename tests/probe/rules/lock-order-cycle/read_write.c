/* A rwlock's write side and a spin lock. */
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t s;

static void *first(void *arg)
{
    pthread_rwlock_rdlock(&l);
    pthread_spin_lock(&s); // expect: lock-order-cycle
    pthread_spin_unlock(&s);
    pthread_rwlock_unlock(&l);
    order_arrive();
    return arg;
}

static void *second(void *arg)
{
    order_await(1);
    pthread_spin_lock(&s);
    pthread_rwlock_wrlock(&l); // expect: lock-order-cycle
    pthread_rwlock_unlock(&l);
    pthread_spin_unlock(&s);
    return arg;
}

int main(void)
{
    pthread_t t, u;
    pthread_spin_init(&s, 0);
    must(pthread_create(&t, NULL, second, NULL) == 0);
    must(pthread_create(&u, NULL, first, NULL) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
