/* Released only in the branch that sleeps; the other one comes back to the lock holding it. */
#include <pthread.h>
#include <unistd.h>

struct spool {
    pthread_mutex_t mutex;
    int n, done;
};

void spool_drain(struct spool *s)
{
    while (!s->done) {
        pthread_mutex_lock(&s->mutex); // expect: lock-double-acquire
        if (s->n == 0) {
            pthread_mutex_unlock(&s->mutex);
            usleep(1000);
            continue;
        }
        s->n--;
        if (s->n % 8 == 0)
            continue;
        pthread_mutex_unlock(&s->mutex);
    }
}
