#include "pump.h"

#include <signal.h>

void pump_wait(struct pump *p)
{
    p->on = 0;
    pthread_join(p->thread, NULL);
}

void pump_kick(struct pump *p)
{
    pthread_kill(p->thread, SIGUSR2);
}
