#ifndef GATE_H
#define GATE_H
#include <pthread.h>
extern pthread_mutex_t gate_lock;
extern pthread_cond_t gate_open;
extern int is_open;
void gate_pass(void);
#endif
