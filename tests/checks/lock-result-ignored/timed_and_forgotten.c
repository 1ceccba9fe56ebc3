/* A time limit that nobody looks at: when it runs out, the caller goes on without the lock. */
#include <pthread.h>
#include <time.h>

struct account {
    pthread_mutex_t lock;
    long balance;
};

void account_add(struct account *a, long sum)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 2;
    pthread_mutex_timedlock(&a->lock, &until); // expect: lock-result-ignored
    a->balance += sum;
    pthread_mutex_unlock(&a->lock);
}
