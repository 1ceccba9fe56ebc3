/* The thread detaches itself when it starts; nobody has its handle. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    pthread_detach(pthread_self());
    order_arrive();
    return arg;
}

int main(void)
{
    for (int i = 0; i < 4; i++) {
        pthread_t t;
        must(pthread_create(&t, NULL, worker, NULL) == 0);
    }
    order_await(4);
    return 0;
}
