/* Two threads shut down one after the other. */
#include "order.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

static timer_t t;

static void *shut_down(void *arg)
{
    order_await((int)(long)arg);
    timer_delete(t); // expect: timer-double-delete
    order_arrive();
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_REALTIME, &none, &t) == 0);
    must(pthread_create(&a, NULL, shut_down, (void *)0L) == 0);
    must(pthread_create(&b, NULL, shut_down, (void *)1L) == 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
