/* The bucket's lock is kept when the loop breaks off. */
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
            break;
        }
        buckets[i].used += by;
        pthread_mutex_unlock(&buckets[i].lock);
    }
    return rc; // expect: lock-held-at-return
}
