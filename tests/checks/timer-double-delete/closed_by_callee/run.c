#include "timers.h"

int timers_run(timer_t t, int (*step)(void))
{
    int rc;

    while ((rc = step()) > 0)
        ;
    timer_delete(t);
    return rc;
}
