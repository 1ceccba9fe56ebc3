// The worker adds itself, but the wait that should have counted it is over by then.
#include "home.h"

static struct group work;

static void *run(void *arg)
{
    order_await(1);
    group_add(&work, 1); // expect: waitgroup-add-after-wait
    group_done(&work);
    return arg;
}

int main(void)
{
    group_init(&work, 0);
    pthread_t t = spawn(run, NULL);
    group_wait(&work);
    order_reach(1);
    pthread_join(t, NULL);
    group_destroy(&work);
    return 0;
}
