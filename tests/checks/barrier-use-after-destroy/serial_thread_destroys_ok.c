/* Exactly one thread is told to destroy the barrier, after all have passed it. */
#include <pthread.h>

void phase_end(pthread_barrier_t *b)
{
    if (pthread_barrier_wait(b) == PTHREAD_BARRIER_SERIAL_THREAD)
        pthread_barrier_destroy(b);
}
