/* Everything is done to the thread while it lives. */
#include "order.h"
#include <pthread.h>
#include <signal.h>

static void *worker(void *arg)
{
    pthread_setname_np(pthread_self(), "worker");
    order_await(1);
    return arg;
}

int main(void)
{
    pthread_t t;
    char name[16];
    signal(SIGUSR1, SIG_IGN);
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_kill(t, SIGUSR1);
    pthread_getname_np(t, name, sizeof name);
    pthread_cancel(t);
    order_reach(1);
    pthread_join(t, NULL);
    return 0;
}
