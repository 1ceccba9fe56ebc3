/* Released and destroyed before the memory goes. */
#include <pthread.h>
#include <stdlib.h>

struct session {
    pthread_mutex_t lock;
    int refs;
};

void session_put(struct session *s)
{
    pthread_mutex_lock(&s->lock);
    int left = --s->refs;
    pthread_mutex_unlock(&s->lock);
    if (left == 0) {
        pthread_mutex_destroy(&s->lock);
        free(s);
    }
}
