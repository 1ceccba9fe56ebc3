/* The second wait of a function that released in between. */
#include "order.h"
#include <pthread.h>
#include <time.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;

static void nap(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_nsec += 1000000;
    pthread_cond_timedwait(&c, &m, &ts); // expect: cond-wait-unlocked
}

int main(void)
{
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    nap();
    return 0;
}
