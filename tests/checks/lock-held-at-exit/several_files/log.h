#ifndef LOG_H
#define LOG_H
#include <pthread.h>
extern pthread_mutex_t log_lock;
void log_begin(void);
void log_end(void);
#endif
