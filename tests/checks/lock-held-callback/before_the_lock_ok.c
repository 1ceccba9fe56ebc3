/* The call comes before the lock is acquired. */
#include <pthread.h>

static pthread_mutex_t stats_lock = PTHREAD_MUTEX_INITIALIZER;
static long runs;

void run_task(void (*task)(void *arg), void *arg)
{
    task(arg);
    pthread_mutex_lock(&stats_lock);
    runs++;
    pthread_mutex_unlock(&stats_lock);
}
