/* Attempts that fail do not count as joins. */
#include "order.h"
#include <pthread.h>

static void *worker(void *arg)
{
    order_await(1);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    must(pthread_tryjoin_np(t, NULL) != 0);
    must(pthread_tryjoin_np(t, NULL) != 0);
    order_reach(1);
    pthread_join(t, NULL);
    return 0;
}
