/* A monitor thread asks for the processor time of a worker that main has joined. */
#include "order.h"
#include <pthread.h>
#include <time.h>

static pthread_t worker_handle;

static void *worker(void *arg)
{
    return arg;
}

static void *monitor(void *arg)
{
    clockid_t c;
    order_await(1);
    pthread_getcpuclockid(worker_handle, &c); // expect: thread-use-after-join
    return arg;
}

int main(void)
{
    pthread_t m;
    must(pthread_create(&worker_handle, NULL, worker, NULL) == 0);
    must(pthread_create(&m, NULL, monitor, NULL) == 0);
    pthread_join(worker_handle, NULL);
    order_reach(1);
    pthread_join(m, NULL);
    return 0;
}
