#include "store.h"

struct store store = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};

/* The lock is the caller's business. */
void store_wait_for_change(struct store *s, unsigned since)
{
    while (s->generation == since)
        pthread_cond_wait(&s->changed, &s->lock);
}

void store_touch(struct store *s)
{
    pthread_mutex_lock(&s->lock);
    s->generation++;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}
