/* Three threads join each other in a circle. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>

static pthread_t t[3];

static void *worker(void *arg)
{
    long i = (long)arg;
    order_await(1);
    pthread_join(t[(i + 1) % 3], NULL); // expect: thread-join-deadlock
    return NULL;
}

int main(void)
{
    for (long i = 0; i < 3; i++)
        must(pthread_create(&t[i], NULL, worker, (void *)i) == 0);
    order_reach(1);
    for (;;)
        pause();
}
