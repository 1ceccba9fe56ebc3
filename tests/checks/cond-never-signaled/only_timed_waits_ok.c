/* A timed wait is how this program naps: no signal needed. */
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t nap = PTHREAD_COND_INITIALIZER;

int main(void)
{
    struct timespec ts;
    int rc = 0;

    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_sec += 1;
    pthread_mutex_lock(&lock);
    while (rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&nap, &lock, &ts);
    pthread_mutex_unlock(&lock);
    return 0;
}
