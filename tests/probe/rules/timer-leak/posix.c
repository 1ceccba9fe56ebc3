/* A POSIX timer with a signal, created and forgotten. */
#include "order.h"
#include <signal.h>
#include <time.h>

int main(void)
{
    timer_t t;
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    signal(SIGUSR1, SIG_IGN);
    must(timer_create(CLOCK_MONOTONIC, &ev, &t) == 0); // expect: timer-leak
    return 0;
}
