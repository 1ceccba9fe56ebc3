/* The binding of condition and mutex ends when nobody waits: later another mutex is used. */
#include "order.h"
#include <pthread.h>
#include <time.h>

static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static void nap(pthread_mutex_t *m)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_nsec += 1000;
    pthread_mutex_lock(m);
    pthread_cond_timedwait(&c, m, &ts);
    pthread_mutex_unlock(m);
}

int main(void)
{
    static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
    for (int i = 0; i < 5; i++) {
        nap(&a);
        nap(&b);
    }
    return 0;
}
