#include "agent.h"

void *agent_main(void *arg)
{
    return arg;
}

int agent_start(struct agent *a)
{
    return pthread_create(&a->thread, NULL, agent_main, a);
}

int agent_daemonize(struct agent *a)
{
    return pthread_detach(a->thread);
}

int agent_finish(struct agent *a)
{
    return pthread_join(a->thread, NULL);
}
