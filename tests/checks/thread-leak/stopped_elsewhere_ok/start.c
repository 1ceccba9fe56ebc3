#include "monitor.h"

#include <unistd.h>

static void *watch(void *arg)
{
    struct monitor *m = arg;
    while (!m->stop)
        usleep(1000);
    return NULL;
}

int monitor_start(struct monitor *m)
{
    m->stop = 0;
    return pthread_create(&m->thread, NULL, watch, m);
}
