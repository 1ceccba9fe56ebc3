/* Every element is released on every way, also on the early ones. */
#include <pthread.h>

#define NBUCKETS 16

struct bucket {
    pthread_mutex_t lock;
    int used, max;
};

static struct bucket buckets[NBUCKETS];

int buckets_grow(int by)
{
    int i, rc = 0;

    for (i = 0; i < NBUCKETS; i++) {
        pthread_mutex_lock(&buckets[i].lock);
        if (buckets[i].used + by > buckets[i].max) {
            rc = -1;
            pthread_mutex_unlock(&buckets[i].lock);
            break;
        }
        buckets[i].used += by;
        pthread_mutex_unlock(&buckets[i].lock);
    }
    return rc;
}

int buckets_find(int want)
{
    int i;

    for (i = 0; i < NBUCKETS; i++) {
        pthread_mutex_lock(&buckets[i].lock);
        if (buckets[i].used == want)
            break;
        pthread_mutex_unlock(&buckets[i].lock);
    }
    if (i == NBUCKETS)
        return -1;
    buckets[i].used = 0;
    pthread_mutex_unlock(&buckets[i].lock);
    return i;
}
