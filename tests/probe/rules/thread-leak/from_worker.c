/* A worker starts a helper for a job and drops the handle; joined itself. */
#include "order.h"
#include <pthread.h>

static void *helper(void *arg)
{
    return arg;
}

static void *worker(void *arg)
{
    pthread_t t;
    must(pthread_create(&t, NULL, helper, arg) == 0); // expect: thread-leak
    return NULL;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
