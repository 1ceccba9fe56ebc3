/* Created detached; still running when the program ends. */
#include "order.h"
#include <pthread.h>

static void *daemon_loop(void *arg)
{
    order_arrive();
    for (;;)
        pause();
    return arg;
}

int main(void)
{
    pthread_attr_t attr;
    pthread_t t;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    must(pthread_create(&t, &attr, daemon_loop, NULL) == 0);
    pthread_attr_destroy(&attr);
    order_await(1);
    return 0;
}
