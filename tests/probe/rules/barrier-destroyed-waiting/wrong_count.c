/* The barrier was made for more threads than there are. */
// run: kill-after 2
#include "order.h"
#include <pthread.h>
#include <stdlib.h>

struct crew {
    pthread_barrier_t b;
};

static void *worker(void *arg)
{
    struct crew *c = arg;
    order_arrive();
    pthread_barrier_wait(&c->b);
    return NULL;
}

int main(void)
{
    pthread_t t[3];
    struct crew *c = calloc(1, sizeof *c);
    pthread_barrier_init(&c->b, NULL, 4);
    for (int i = 0; i < 3; i++) {
        must(pthread_create(&t[i], NULL, worker, c) == 0);
        pthread_detach(t[i]);
    }
    order_await(3);
    order_settle();
    pthread_barrier_destroy(&c->b); // expect: barrier-destroyed-waiting
    for (;;)
        pause();
}
