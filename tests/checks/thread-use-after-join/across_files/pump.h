#include <pthread.h>

struct pump {
    pthread_t thread;
    int on;
};

void pump_wait(struct pump *p);
void pump_kick(struct pump *p);
void pump_end(struct pump *p);
