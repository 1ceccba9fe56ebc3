#ifndef MONITOR_H
#define MONITOR_H
#include <pthread.h>

struct monitor {
    pthread_t thread;
    volatile int stop;
};
int monitor_start(struct monitor *m);
void monitor_stop(struct monitor *m);
#endif
