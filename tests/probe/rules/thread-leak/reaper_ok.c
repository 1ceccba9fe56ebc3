/* Another thread than the creator joins. */
#include "order.h"
#include <pthread.h>

static pthread_t worker_handle;

static void *worker(void *arg)
{
    return arg;
}

static void *reaper(void *arg)
{
    pthread_join(worker_handle, NULL);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&worker_handle, NULL, worker, NULL) == 0);
    must(pthread_create(&t, NULL, reaper, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
