/* The cleanup loop runs over an array that holds one timer twice. */
#include "order.h"
#include <signal.h>
#include <time.h>

int main(void)
{
    timer_t t[3];
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    must(timer_create(CLOCK_MONOTONIC, &none, &t[0]) == 0);
    must(timer_create(CLOCK_MONOTONIC, &none, &t[1]) == 0);
    t[2] = t[0];
    for (int i = 0; i < 3; i++)
        timer_delete(t[i]); // expect: timer-double-delete
    return 0;
}
