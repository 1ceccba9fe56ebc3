/* Cancelled in a sleep, with the read side of a rwlock held and no cleanup handler. */
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

static void *worker(void *arg)
{
    pthread_rwlock_rdlock(&l); // expect: lock-held-at-exit
    order_reach(1);
    for (;;)
        pause();
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    order_await(1);
    pthread_cancel(t);
    pthread_join(t, NULL);
    return 0;
}
