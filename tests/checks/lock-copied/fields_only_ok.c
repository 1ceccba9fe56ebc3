/* The snapshot takes the numbers and leaves the lock where it is. */
#include <pthread.h>

struct numbers {
    long in, out;
};
struct counters {
    pthread_mutex_t lock;
    struct numbers n;
};

void numbers_print(const struct numbers *n);

void counters_dump(struct counters *live)
{
    pthread_mutex_lock(&live->lock);
    struct numbers copy = live->n;
    pthread_mutex_unlock(&live->lock);
    numbers_print(&copy);
}
