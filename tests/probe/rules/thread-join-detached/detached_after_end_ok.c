/* Detaching a thread that has ended already is the other way to give it back. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    order_arrive();
    return arg;
}

int main(void)
{
    for (int i = 0; i < 5; i++) {
        pthread_t t;
        must(pthread_create(&t, NULL, worker, NULL) == 0);
        order_await(i + 1);
        usleep(5000);
        must(pthread_detach(t) == 0);
    }
    return 0;
}
