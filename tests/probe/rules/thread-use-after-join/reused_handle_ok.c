/* A later thread has the handle of one that was joined. */
#include "order.h"
#include <pthread.h>
#include <signal.h>

static void *worker(void *arg)
{
    pthread_setname_np(pthread_self(), "again");
    order_arrive();
    order_await(1000);
    return arg;
}

static void *once(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_t t;
    signal(SIGUSR1, SIG_IGN);
    for (int i = 0; i < 20; i++) {
        must(pthread_create(&t, NULL, once, NULL) == 0);
        pthread_join(t, NULL);
    }
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    pthread_kill(t, SIGUSR1);
    pthread_setname_np(t, "worker");
    order_reach(1000);
    pthread_join(t, NULL);
    return 0;
}
