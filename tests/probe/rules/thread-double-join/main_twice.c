/* Two exits of a function join, one behind the other. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    return arg;
}

static void stop(pthread_t t)
{
    pthread_join(t, NULL); // expect: thread-double-join
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_join(t, NULL);
    stop(t);
    return 0;
}
