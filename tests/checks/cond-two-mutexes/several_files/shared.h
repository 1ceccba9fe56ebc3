#ifndef SHARED_H
#define SHARED_H
#include <pthread.h>

struct shared {
    pthread_mutex_t io_mutex;
    pthread_mutex_t cfg_mutex;
    pthread_cond_t event;
    int io_done, cfg_done;
};
void io_wait(struct shared *s);
void cfg_wait(struct shared *s);
#endif
