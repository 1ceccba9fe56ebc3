/* A stack that no machine has room for, asked for by a worker. */
#include "order.h"
#include <pthread.h>

static void *helper(void *arg)
{
    return arg;
}

static void *worker(void *arg)
{
    pthread_attr_t a;
    pthread_t t;
    pthread_attr_init(&a);
    must(pthread_attr_setstacksize(&a, (size_t)1 << 46) == 0);
    must(pthread_create(&t, &a, helper, NULL) != 0); // expect: thread-create-failed
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
