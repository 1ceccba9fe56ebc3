/* A rwlock read by one thread and a mutex held by the other, which wants to write. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *reader(void *arg)
{
    pthread_rwlock_rdlock(&l);
    order_arrive();
    order_await(2);
    pthread_mutex_lock(&m); // expect: deadlock, lock-order-cycle
    pthread_mutex_unlock(&m);
    pthread_rwlock_unlock(&l);
    return arg;
}

static void *writer(void *arg)
{
    pthread_mutex_lock(&m);
    order_arrive();
    order_await(2);
    pthread_rwlock_wrlock(&l); // expect: deadlock, lock-order-cycle
    pthread_rwlock_unlock(&l);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, reader, NULL) == 0);
    must(pthread_create(&u, NULL, writer, NULL) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
