/* A copy of the whole record for a snapshot copies its lock too. */
#include <pthread.h>

struct counters {
    pthread_mutex_t lock;
    long in, out;
};

void counters_print(const struct counters *c);

void counters_dump(struct counters *live)
{
    struct counters copy;

    pthread_mutex_lock(&live->lock);
    copy = *live; // expect: lock-copied
    pthread_mutex_unlock(&live->lock);
    counters_print(&copy);
}
