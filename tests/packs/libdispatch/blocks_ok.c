// run: -- -fblocks
#include <dispatch/dispatch.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hits;

static void reset(void)
{
    static dispatch_once_t once;
    dispatch_once(&once, ^{
        hits = 0;
    });
}

/* runs later, when the lock is free again */
void hit_later(dispatch_queue_t q)
{
    reset();
    pthread_mutex_lock(&lock);
    dispatch_async(q, ^{
        pthread_mutex_lock(&lock);
        hits++;
        pthread_mutex_unlock(&lock);
    });
    pthread_mutex_unlock(&lock);
}

int hit_count(dispatch_queue_t q)
{
    __block int n = 0;
    dispatch_sync(q, ^{
        pthread_mutex_lock(&lock);
        n = hits;
        pthread_mutex_unlock(&lock);
    });
    return n;
}
