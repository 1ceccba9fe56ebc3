/* The pointer names a new object when the old one is freed. */
#include <pthread.h>
#include <stdlib.h>

struct conf {
    pthread_mutex_t lock;
    int version;
};

static struct conf *current;

void conf_replace(struct conf *fresh)
{
    struct conf *old = current;

    pthread_mutex_lock(&fresh->lock);
    fresh->version = old ? old->version + 1 : 1;
    current = fresh;
    pthread_mutex_unlock(&fresh->lock);
    if (old != NULL) {
        pthread_mutex_lock(&old->lock);
        old->version = -1;
        pthread_mutex_unlock(&old->lock);
        pthread_mutex_destroy(&old->lock);
        free(old);
    }
}
