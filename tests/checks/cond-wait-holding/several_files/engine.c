#include "engine.h"

pthread_mutex_t engine_lock = PTHREAD_MUTEX_INITIALIZER;
int engine_jobs;

void engine_submit(void)
{
    pthread_mutex_lock(&engine_lock);
    engine_jobs++;
    ring_wait_slot(); // expect: cond-wait-holding
    pthread_mutex_unlock(&engine_lock);
}
