/* The smallest stack that is allowed, on memory of the caller's own. */
#include "order.h"
#include <limits.h>
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *worker(void *arg)
{
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_attr_t a;
    pthread_t t;
    pthread_attr_init(&a);
    size_t size = (size_t)PTHREAD_STACK_MIN;
    must(pthread_attr_setstacksize(&a, size) == 0);
    must(pthread_create(&t, &a, worker, NULL) == 0);
    pthread_join(t, NULL);
    must(pthread_attr_setstack(&a, aligned_alloc(4096, 1 << 16), 1 << 16) == 0);
    must(pthread_create(&t, &a, worker, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
