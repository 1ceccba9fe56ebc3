#ifndef STORE_H
#define STORE_H
#include <pthread.h>
extern pthread_mutex_t store_lock, log_lock;
void store_put(void);
void report(void); /* each program has its own */
void report_open(int level);
void progress_open(void);
#endif
