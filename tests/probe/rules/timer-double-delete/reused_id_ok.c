/* Kernel ids and glibc's handles come back for later timers. */
#include "order.h"
#include <signal.h>
#include <time.h>

static void fires(union sigval v)
{
    (void)v;
}

int main(void)
{
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    struct sigevent thread = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = fires};
    for (int i = 0; i < 50; i++) {
        timer_t a, b;
        must(timer_create(CLOCK_MONOTONIC, &none, &a) == 0);
        must(timer_create(CLOCK_MONOTONIC, &thread, &b) == 0);
        timer_delete(b);
        timer_delete(a);
    }
    return 0;
}
