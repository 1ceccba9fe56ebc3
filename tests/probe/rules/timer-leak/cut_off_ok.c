/* _exit with a live timer: the program was cut off. */
#include "order.h"
#include <signal.h>
#include <time.h>

int main(void)
{
    timer_t t;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t) == 0);
    _exit(0);
}
