// run: -- -fblocks
#include <dispatch/dispatch.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hits;

void hit(dispatch_queue_t q, int really)
{
    dispatch_async(q, ^{
        pthread_mutex_lock(&lock);
        if (!really)
            return; // expect: lock-held-at-return
        hits++;
        pthread_mutex_unlock(&lock);
    });
}

void hit_now(dispatch_queue_t q)
{
    pthread_mutex_lock(&lock);
    dispatch_sync(q, ^{ // expect: lock-double-acquire
        pthread_mutex_lock(&lock);
        hits++;
        pthread_mutex_unlock(&lock);
    });
    pthread_mutex_unlock(&lock);
}
