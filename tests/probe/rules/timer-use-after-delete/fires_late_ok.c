/* Deleted while a notification is on its way: the callback only looks at its own state. */
#include "order.h"
#include <signal.h>
#include <time.h>

static int stopped;

static void fires(union sigval v)
{
    (void)v;
    if (!__atomic_load_n(&stopped, __ATOMIC_ACQUIRE))
        order_arrive();
}

int main(void)
{
    timer_t t;
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = fires};
    struct itimerspec when = {{.tv_nsec = 500000}, {.tv_nsec = 500000}};
    must(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0);
    must(timer_settime(t, 0, &when, NULL) == 0);
    order_await(3);
    __atomic_store_n(&stopped, 1, __ATOMIC_RELEASE);
    timer_delete(t);
    usleep(5000);
    return 0;
}
