/* The handle of a detached thread that is gone comes back for a joinable one. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    order_arrive();
    return arg;
}

int main(void)
{
    for (int i = 0; i < 30; i++) {
        pthread_t d, j;
        must(pthread_create(&d, NULL, worker, NULL) == 0);
        pthread_detach(d);
        order_await(2 * i + 1);
        usleep(2000);
        must(pthread_create(&j, NULL, worker, NULL) == 0);
        order_await(2 * i + 2);
        pthread_join(j, NULL);
    }
    return 0;
}
