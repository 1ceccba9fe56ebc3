/* A signal for a thread that was joined. */
#include "order.h"
#include <pthread.h>
#include <signal.h>

static void *worker(void *arg)
{
    return arg;
}

static void wake(pthread_t t)
{
    pthread_kill(t, 0); // expect: thread-use-after-join
}

int main(void)
{
    pthread_t t;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_join(t, NULL);
    wake(t);
    return 0;
}
