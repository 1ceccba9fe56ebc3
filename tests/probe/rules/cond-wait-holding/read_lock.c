/* The read side of a rwlock is held during a wait without limit. */
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t config = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready;

static void *waiter(void *arg)
{
    pthread_rwlock_rdlock(&config);
    pthread_mutex_lock(&m);
    order_reach(1);
    while (!ready)
        pthread_cond_wait(&c, &m); // expect: cond-wait-holding
    pthread_mutex_unlock(&m);
    pthread_rwlock_unlock(&config);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, waiter, NULL) == 0);
    order_await(1);
    pthread_mutex_lock(&m);
    ready = 1;
    pthread_cond_signal(&c);
    pthread_mutex_unlock(&m);
    pthread_join(t, NULL);
    return 0;
}
