/* A worker sleeps on the semaphore that the teardown destroys. */
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

static sem_t s;

static void *waiter(void *arg)
{
    order_reach(1);
    sem_wait(&s);
    return arg;
}

int main(void)
{
    pthread_t t;
    sem_init(&s, 0, 0);
    must(pthread_create(&t, NULL, waiter, NULL) == 0);
    pthread_detach(t);
    order_await(1);
    order_settle();
    sem_destroy(&s); // expect: sem-destroyed-waiting
    return 0;
}
