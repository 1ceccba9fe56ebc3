/* Cancelled only when the timed join did not succeed. */
#define _GNU_SOURCE
#include <pthread.h>
#include <time.h>

void stop(pthread_t t)
{
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += 5;
    if (pthread_timedjoin_np(t, NULL, &limit) != 0) {
        pthread_cancel(t);
        pthread_join(t, NULL);
    }
}
