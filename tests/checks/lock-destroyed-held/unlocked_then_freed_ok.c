/* The helper that frees also releases. */
#include <pthread.h>
#include <stdlib.h>

struct peer {
    pthread_mutex_t lock;
    int refs;
};

static void peer_release(struct peer *p)
{
    int gone = --p->refs == 0;
    pthread_mutex_unlock(&p->lock);
    if (gone) {
        pthread_mutex_destroy(&p->lock);
        free(p);
    }
}

void peer_drop(struct peer *p)
{
    pthread_mutex_lock(&p->lock);
    peer_release(p);
}
