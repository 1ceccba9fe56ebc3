/* A hundred threads at once, and all of them are created. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    order_await(1000);
    return arg;
}

int main(void)
{
    static pthread_t t[100];
    pthread_attr_t a;
    pthread_attr_init(&a);
    pthread_attr_setstacksize(&a, 64 << 10);
    for (int i = 0; i < 100; i++)
        must(pthread_create(&t[i], &a, worker, NULL) == 0);
    order_reach(1000);
    for (int i = 0; i < 100; i++)
        pthread_join(t[i], NULL);
    return 0;
}
