#include "gate.h"

pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t gate_open = PTHREAD_COND_INITIALIZER;
int is_open;

void gate_pass(void)
{
    pthread_mutex_lock(&gate_lock);
    while (!is_open)
        pthread_cond_wait(&gate_open, &gate_lock);
    pthread_mutex_unlock(&gate_lock);
}
