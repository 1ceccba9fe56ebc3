/* Every thread joins the one before it: a chain, no circle. */
#include "order.h"
#include <pthread.h>

static pthread_t link_[5];

static void *worker(void *arg)
{
    long i = (long)arg;
    order_await(1);
    if (i > 0)
        pthread_join(link_[i - 1], NULL);
    return NULL;
}

int main(void)
{
    for (long i = 0; i < 5; i++)
        must(pthread_create(&link_[i], NULL, worker, (void *)i) == 0);
    order_reach(1);
    pthread_join(link_[4], NULL);
    return 0;
}
