/* A snapshot by value, returned by value: one defect, where the copy is made. */
#include <pthread.h>

struct counters {
    pthread_mutex_t lock;
    long hits, misses;
};

struct counters snapshot(struct counters *live)
{
    struct counters copy;
    pthread_mutex_lock(&live->lock);
    copy = *live; // expect: lock-copied
    pthread_mutex_unlock(&live->lock);
    return copy;
}
