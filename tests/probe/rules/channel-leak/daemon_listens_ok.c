// A detached thread still receives from it when the program ends.
#include "home.h"

static struct chan *jobs;

static void *serve(void *arg)
{
    int item;

    order_reach(1);
    while (chan_recv(jobs, &item))
        ;
    return arg;
}

int main(void)
{
    jobs = chan_new(0);
    pthread_detach(spawn(serve, NULL));
    order_await(1);
    order_settle();
    return 0;
}
