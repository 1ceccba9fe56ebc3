#ifndef LOCKS_H
#define LOCKS_H
#include <pthread.h>
extern pthread_mutex_t index_lock, data_lock;
void index_then_data(void);
void data_then_index(void);
#endif
