/* The write side with a limit, while reading: it always runs out. */
#include "order.h"
#include <pthread.h>
#include <time.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

int main(void)
{
    struct timespec ts;
    pthread_rwlock_rdlock(&l);
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_nsec += 1000;
    must(pthread_rwlock_timedwrlock(&l, &ts) != 0); // expect: lock-upgrade
    pthread_rwlock_unlock(&l);
    return 0;
}
