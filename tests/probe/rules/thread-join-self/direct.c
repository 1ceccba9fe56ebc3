/* A worker that shuts the pool down joins all, itself too. */
#include "order.h"
#include <pthread.h>

static pthread_t pool[3];

static void *worker(void *arg)
{
    order_await(1);
    if (arg) {
        for (int i = 0; i < 3; i++)
            pthread_join(pool[i], NULL); // expect: thread-join-self
        order_reach(2);
    }
    return NULL;
}

int main(void)
{
    for (int i = 0; i < 3; i++)
        must(pthread_create(&pool[i], NULL, worker, i == 1 ? pool : NULL) == 0);
    order_reach(1);
    order_await(2);
    pthread_join(pool[1], NULL);
    return 0;
}
