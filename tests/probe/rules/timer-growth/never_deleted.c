/* From a worker, and never deleted at all. */
// run: --growth-every=200
#include "order.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

static void *worker(void *arg)
{
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    for (int i = 0; i < 300; i++) {
        timer_t t;
        must(timer_create(CLOCK_REALTIME, &none, &t) == 0); // expect: timer-growth, timer-leak
        usleep(15 * 1000);
    }
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_join(t, NULL);
    return 0;
}
