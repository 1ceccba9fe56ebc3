/* Joined by an atexit handler, which runs after main returned. */
#include "order.h"
#include <pthread.h>

static pthread_t t;
static int stop;

static void *worker(void *arg)
{
    order_arrive();
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE))
        usleep(1000);
    return arg;
}

static void shut_down(void)
{
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    pthread_join(t, NULL);
}

int main(void)
{
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    atexit(shut_down);
    order_await(1);
    return 0;
}
