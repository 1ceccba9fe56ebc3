/* The second step fails and the function returns without joining what the first one started. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    return arg;
}

static int open_device(void)
{
    return -1;
}

static int start(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, worker, NULL)) // expect: thread-leak
        return -1;
    if (open_device() < 0)
        return -1;
    return pthread_join(t, NULL);
}

int main(void)
{
    must(start() < 0);
    order_settle();
    return 0;
}
