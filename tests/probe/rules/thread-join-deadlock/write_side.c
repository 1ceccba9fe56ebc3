/* C11 thread, rwlock: the joining thread has the write side, the worker wants to read. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>
#include <threads.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

static int worker(void *arg)
{
    (void)arg;
    order_await(1);
    pthread_rwlock_rdlock(&l);
    pthread_rwlock_unlock(&l);
    return 0;
}

static void finish(thrd_t t)
{
    thrd_join(t, NULL); // expect: thread-join-deadlock
}

int main(void)
{
    thrd_t t;
    must(thrd_create(&t, worker, NULL) == thrd_success);
    pthread_rwlock_wrlock(&l);
    order_reach(1);
    finish(t);
    pthread_rwlock_unlock(&l);
    return 0;
}
