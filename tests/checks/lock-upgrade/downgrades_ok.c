/* Writes first, then reads what it wrote; in a loop, but never both at once. */
#include <pthread.h>

struct stats {
    pthread_rwlock_t lock;
    long sum, n;
};

long stats_add(struct stats *s, const long *v, int n)
{
    long total = 0;
    for (int i = 0; i < n; i++) {
        pthread_rwlock_wrlock(&s->lock);
        s->sum += v[i];
        s->n++;
        pthread_rwlock_unlock(&s->lock);
        pthread_rwlock_rdlock(&s->lock);
        total += s->sum;
        pthread_rwlock_unlock(&s->lock);
    }
    return total;
}
