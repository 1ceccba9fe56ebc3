/* One helper destroys the lock and frees the object; a caller still holds the lock. */
#include <pthread.h>
#include <stdlib.h>

struct peer {
    pthread_mutex_t lock;
    int refs;
    char *name;
};

static void peer_free(struct peer *p)
{
    pthread_mutex_destroy(&p->lock);
    free(p->name);
    free(p);
}

void peer_drop(struct peer *p)
{
    pthread_mutex_lock(&p->lock);
    if (--p->refs > 0) {
        pthread_mutex_unlock(&p->lock);
        return;
    }
    peer_free(p); // expect: lock-destroyed-held
}
