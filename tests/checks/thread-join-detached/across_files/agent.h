#ifndef AGENT_H
#define AGENT_H
#include <pthread.h>

struct agent {
    pthread_t thread;
};
int agent_start(struct agent *a);
int agent_daemonize(struct agent *a);
int agent_finish(struct agent *a);
void *agent_main(void *arg);
#endif
