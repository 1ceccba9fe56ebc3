/* Two threads may shut the worker down; a flag decides who joins. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_t worker_handle;
static int joined;

static void *worker(void *arg)
{
    return arg;
}

static void *shut_down(void *arg)
{
    pthread_mutex_lock(&m);
    int mine = !joined;
    joined = 1;
    pthread_mutex_unlock(&m);
    if (mine)
        pthread_join(worker_handle, NULL);
    return arg;
}

int main(void)
{
    pthread_t a, b;
    must(pthread_create(&worker_handle, NULL, worker, NULL) == 0);
    must(pthread_create(&a, NULL, shut_down, NULL) == 0);
    must(pthread_create(&b, NULL, shut_down, NULL) == 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
