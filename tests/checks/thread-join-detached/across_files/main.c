#include "agent.h"

#include <stdio.h>

int main(void)
{
    struct agent a;

    if (agent_start(&a) != 0)
        return 1;
    if (agent_daemonize(&a) != 0)
        return 1;
    puts("working");
    return agent_finish(&a); // expect: thread-join-detached
}
