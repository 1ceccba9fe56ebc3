/* The attempt failed, the work is skipped, the release is not. */
#include <pthread.h>

static pthread_mutex_t sweep_lock = PTHREAD_MUTEX_INITIALIZER;
static long swept, skipped;

int sweep_once(void);

void sweep_maybe(void)
{
    int busy = pthread_mutex_trylock(&sweep_lock);

    if (busy)
        skipped++;
    else
        swept += sweep_once();
    pthread_mutex_unlock(&sweep_lock); // expect: lock-not-held
}
