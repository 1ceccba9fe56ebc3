// A wait on an empty group, then workers that add, then the wait that counts them.
#include "home.h"

static struct group work;

static void *run(void *arg)
{
    order_await(1);
    group_add(&work, 1);
    order_reach(2);
    group_done(&work);
    return arg;
}

int main(void)
{
    pthread_t t = spawn(run, NULL);
    group_wait(&work); /* nothing is under way yet */
    order_reach(1);
    order_await(2);
    group_wait(&work);
    pthread_join(t, NULL);
    group_destroy(&work);
    return 0;
}
