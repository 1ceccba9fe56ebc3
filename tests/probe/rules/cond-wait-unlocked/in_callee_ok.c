/* The caller locks, the callee waits, another callee releases. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready;

__attribute__((noinline)) static void lock_it(void)
{
    pthread_mutex_lock(&m);
}

__attribute__((noinline)) static void wait_for_it(void)
{
    while (!ready)
        pthread_cond_wait(&c, &m);
}

__attribute__((noinline)) static void unlock_it(void)
{
    pthread_mutex_unlock(&m);
}

static void *waiter(void *arg)
{
    lock_it();
    wait_for_it();
    unlock_it();
    return arg;
}

int main(void)
{
    pthread_t t[3];
    for (int i = 0; i < 3; i++)
        must(pthread_create(&t[i], NULL, waiter, NULL) == 0);
    order_settle();
    lock_it();
    ready = 1;
    pthread_cond_broadcast(&c);
    unlock_it();
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
