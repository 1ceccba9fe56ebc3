/* The lock itself is assigned, to save it and to put it back. */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t saved;

void before_fork(void)
{
    saved = lock; // expect: lock-copied
}

void after_fork(void)
{
    lock = saved; // expect: lock-copied
}
