/* The usual way to count contention: try first, acquire only when that failed. */
#include <pthread.h>
#include <stdatomic.h>

struct slab {
    pthread_mutex_t lock;
    atomic_long contended;
    int free_chunks;
};

int slab_take(struct slab *s)
{
    if (pthread_mutex_trylock(&s->lock) != 0) {
        atomic_fetch_add(&s->contended, 1);
        pthread_mutex_lock(&s->lock);
    }
    int n = s->free_chunks;
    if (n > 0)
        s->free_chunks--;
    pthread_mutex_unlock(&s->lock);
    return n;
}
