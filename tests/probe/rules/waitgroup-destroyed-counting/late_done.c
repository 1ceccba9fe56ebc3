// A worker is done when the group is gone already.
#include "home.h"

static struct group *work;

static void *run(void *arg)
{
    order_await(1);
    group_done(work); // expect: waitgroup-destroyed-counting
    return arg;
}

int main(void)
{
    work = (struct group *)malloc(sizeof *work);
    group_init(work, 0);
    pthread_t t = spawn(run, NULL);
    group_wait(work);
    group_destroy(work);
    order_reach(1);
    pthread_join(t, NULL);
    return 0;
}
