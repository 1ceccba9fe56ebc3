/* Joins with a lock held that the worker does not want; the worker takes its time. */
// run: --stuck-after=200 --long-hold=5000
#include "order.h"
#include <pthread.h>

static pthread_mutex_t mine = PTHREAD_MUTEX_INITIALIZER, theirs = PTHREAD_MUTEX_INITIALIZER;

static void *worker(void *arg)
{
    pthread_mutex_lock(&theirs);
    usleep(900 * 1000);
    pthread_mutex_unlock(&theirs);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_mutex_lock(&mine);
    pthread_join(t, NULL);
    pthread_mutex_unlock(&mine);
    return 0;
}
