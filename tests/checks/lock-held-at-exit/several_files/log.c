#include "log.h"

pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

void log_begin(void)
{
    pthread_mutex_lock(&log_lock);
}

void log_end(void)
{
    pthread_mutex_unlock(&log_lock);
}
