#include "monitor.h"

#include <stdio.h>

void monitor_stop(struct monitor *m)
{
    void *result;
    m->stop = 1;
    if (pthread_join(m->thread, &result) != 0)
        perror("monitor");
}
