#ifndef ENGINE_H
#define ENGINE_H
#include <pthread.h>

extern pthread_mutex_t engine_lock;
extern int engine_jobs;

void ring_wait_slot(void);
void ring_free_slot(void);
void engine_submit(void);
#endif
