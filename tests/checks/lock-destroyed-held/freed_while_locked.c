/* The record with the lock is freed while the lock is held. */
#include <pthread.h>
#include <stdlib.h>

struct session {
    pthread_mutex_t lock;
    int refs;
};

void session_put(struct session *s)
{
    pthread_mutex_lock(&s->lock);
    if (--s->refs == 0) {
        free(s); // expect: lock-destroyed-held
        return;
    }
    pthread_mutex_unlock(&s->lock);
}
