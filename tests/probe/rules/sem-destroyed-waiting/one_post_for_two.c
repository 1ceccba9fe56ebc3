/* Two sleep, one is let through. */
#include "order.h"
#include <pthread.h>
#include <semaphore.h>

static sem_t s;

static void *waiter(void *arg)
{
    order_arrive();
    sem_wait(&s);
    return arg;
}

int main(void)
{
    pthread_t t[2];
    sem_init(&s, 0, 0);
    for (int i = 0; i < 2; i++) {
        must(pthread_create(&t[i], NULL, waiter, NULL) == 0);
        pthread_detach(t[i]);
    }
    order_await(2);
    order_settle();
    sem_post(&s);
    order_settle();
    sem_destroy(&s); // expect: sem-destroyed-waiting
    return 0;
}
