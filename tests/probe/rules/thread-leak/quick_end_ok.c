/* _exit: the program is cut off, somebody might still have joined. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    order_arrive();
    for (;;)
        pause();
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    order_await(1);
    _exit(0);
}
