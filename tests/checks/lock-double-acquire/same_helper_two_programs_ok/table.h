#ifndef TABLE_H
#define TABLE_H
#include <pthread.h>
extern pthread_mutex_t table_lock;
void leave(void); /* each program has its own */
void viewer_setup(void);
void editor_setup(void);
#endif
