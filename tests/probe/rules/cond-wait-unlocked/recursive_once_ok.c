/* A recursive mutex, acquired once, and one acquired by a timed call. */
#include "order.h"
#include <pthread.h>
#include <time.h>

static pthread_mutex_t m = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

int main(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_nsec += 1000;
    pthread_mutex_lock(&m);
    pthread_cond_timedwait(&c, &m, &ts);
    pthread_mutex_unlock(&m);
    ts.tv_sec += 10;
    must(pthread_mutex_timedlock(&m, &ts) == 0);
    ts.tv_sec -= 10;
    pthread_cond_timedwait(&c, &m, &ts);
    pthread_mutex_unlock(&m);
    return 0;
}
