/* The locks are members of a struct in main; the threads are created further in, after main took the
 * locks itself, and the compiler optimises. */
// run: -- -O2
#include "order.h"
#include <pthread.h>

struct bank {
    long total;
    pthread_mutex_t ledger;
    struct {
        pthread_rwlock_t rates;
    } abroad;
};

static void *book(void *arg)
{
    struct bank *b = arg;
    pthread_mutex_lock(&b->ledger);
    pthread_rwlock_wrlock(&b->abroad.rates); // expect: lock-order-cycle
    b->total++;
    pthread_rwlock_unlock(&b->abroad.rates);
    pthread_mutex_unlock(&b->ledger);
    order_reach(1);
    return NULL;
}

static void *revalue(void *arg)
{
    struct bank *b = arg;
    order_await(1);
    pthread_rwlock_wrlock(&b->abroad.rates);
    pthread_mutex_lock(&b->ledger); // expect: lock-order-cycle
    b->total--;
    pthread_mutex_unlock(&b->ledger);
    pthread_rwlock_unlock(&b->abroad.rates);
    return NULL;
}

static __attribute__((noinline)) void start(pthread_t *t, void *(*work)(void *), struct bank *b)
{
    must(pthread_create(t, NULL, work, b) == 0);
    __asm__ volatile("" ::: "memory"); /* no tail call */
}

static __attribute__((noinline)) void open_for_business(pthread_t *t, struct bank *b)
{
    start(&t[0], book, b);
    start(&t[1], revalue, b);
    __asm__ volatile("" ::: "memory");
}

int main(void)
{
    struct bank b = {.ledger = PTHREAD_MUTEX_INITIALIZER,
                     .abroad = {.rates = PTHREAD_RWLOCK_INITIALIZER}};
    pthread_t t[2];
    pthread_mutex_lock(&b.ledger);
    b.total = 100;
    pthread_mutex_unlock(&b.ledger);
    open_for_business(t, &b);
    pthread_join(t[0], NULL);
    pthread_join(t[1], NULL);
    return b.total != 100;
}
