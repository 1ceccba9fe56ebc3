/* An endless loop that tests the predicate in its middle, before each wait. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

struct latch {
    pthread_mutex_t lock;
    pthread_cond_t opened;
    bool open;
};

bool latch_wait(struct latch *l, const struct timespec *limit)
{
    bool open;

    pthread_mutex_lock(&l->lock);
    for (;;) {
        open = l->open;
        if (open)
            break;
        if (pthread_cond_timedwait(&l->opened, &l->lock, limit) == ETIMEDOUT)
            break;
    }
    pthread_mutex_unlock(&l->lock);
    return open;
}

void latch_open(struct latch *l)
{
    pthread_mutex_lock(&l->lock);
    l->open = true;
    pthread_cond_broadcast(&l->opened);
    pthread_mutex_unlock(&l->lock);
}
