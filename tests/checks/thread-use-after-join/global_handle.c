/* A global handle; priority is changed after the join. */
#include <pthread.h>
#include <sched.h>

static pthread_t ticker;

void *tick(void *arg);

int ticker_start(void)
{
    return pthread_create(&ticker, NULL, tick, NULL);
}

void ticker_stop(void)
{
    struct sched_param p = {0};
    pthread_join(ticker, NULL);
    pthread_setschedparam(ticker, SCHED_OTHER, &p); // expect: thread-use-after-join
}
