/* A wait with a limit far away. */
#include "order.h"
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static sem_t s;

static void *waiter(void *arg)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_sec += 30;
    order_reach(1);
    sem_timedwait(&s, &ts);
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
