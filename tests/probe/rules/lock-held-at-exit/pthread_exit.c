/* pthread_exit from a deep function, with two locks held. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER, inner = PTHREAD_MUTEX_INITIALIZER;

__attribute__((noinline)) static void step(int depth)
{
    if (depth == 0) {
        pthread_mutex_lock(&inner); // expect: lock-held-at-exit
        pthread_exit(NULL);
    }
    step(depth - 1);
}

static void *worker(void *arg)
{
    pthread_mutex_lock(&outer); // expect: lock-held-at-exit
    step(3);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
