/* The first round completes, the second one does not. */
// run: kill-after 2
#include "order.h"
#include <pthread.h>

static pthread_barrier_t b;

static void *worker(void *arg)
{
    pthread_barrier_wait(&b);
    order_arrive();
    pthread_barrier_wait(&b);
    return arg;
}

static void stop(void)
{
    pthread_barrier_destroy(&b); // expect: barrier-destroyed-waiting
}

int main(void)
{
    pthread_t t;
    pthread_barrier_init(&b, NULL, 2);
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_detach(t);
    pthread_barrier_wait(&b);
    order_await(1);
    order_settle();
    stop();
    for (;;)
        pause();
}
