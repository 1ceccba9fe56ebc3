/* A nap that can be cut short: waking early is what it is for, the caller's loop looks. */
#include <pthread.h>
#include <stddef.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wakeup = PTHREAD_COND_INITIALIZER;
static int stop, rounds;

static void collect(void)
{
    rounds++;
}

void *collector(void *arg)
{
    struct timespec ts;

    pthread_mutex_lock(&lock);
    while (!stop) {
        pthread_mutex_unlock(&lock);
        collect();
        pthread_mutex_lock(&lock);
        if (stop)
            break;
        clock_gettime(CLOCK_REALTIME, &ts);
        ts.tv_sec += 10;
        pthread_cond_timedwait(&wakeup, &lock, &ts);
    }
    pthread_mutex_unlock(&lock);
    return arg;
}

void collector_stop(void)
{
    pthread_mutex_lock(&lock);
    stop = 1;
    pthread_cond_signal(&wakeup);
    pthread_mutex_unlock(&lock);
}
