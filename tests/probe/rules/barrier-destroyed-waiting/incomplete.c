/* Two of three have arrived when the barrier is destroyed. */
// run: kill-after 2
#include "order.h"
#include <pthread.h>

static pthread_barrier_t b;

static void *worker(void *arg)
{
    order_arrive();
    pthread_barrier_wait(&b);
    return arg;
}

int main(void)
{
    pthread_t t[2];
    pthread_barrier_init(&b, NULL, 3);
    for (int i = 0; i < 2; i++) {
        must(pthread_create(&t[i], NULL, worker, NULL) == 0);
        pthread_detach(t[i]);
    }
    order_await(2);
    order_settle();
    pthread_barrier_destroy(&b); // expect: barrier-destroyed-waiting
    for (;;)
        pause();
}
