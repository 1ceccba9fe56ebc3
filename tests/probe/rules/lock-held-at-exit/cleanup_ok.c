/* Cancelled while it holds the lock; the cleanup handler gives it back. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void unlock(void *m)
{
    pthread_mutex_unlock(m);
}

static void *worker(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_cleanup_push(unlock, &lock);
    order_reach(1);
    for (;;)
        pause();
    pthread_cleanup_pop(1);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    order_await(1);
    pthread_cancel(t);
    pthread_join(t, NULL);
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    return 0;
}
