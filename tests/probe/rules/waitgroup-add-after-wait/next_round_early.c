// Two threads wait; the first to return begins the next round before the second one is back.
#include "home.h"

static struct group work;

static void *slow(void *arg)
{
    order_reach(1);
    group_wait_slow(&work, 2, 3);
    return arg;
}

int main(void)
{
    group_init(&work, 1);
    pthread_t t = spawn(slow, NULL);
    order_await(1);
    order_settle();
    group_done(&work);
    group_wait(&work);
    order_await(2);
    group_add(&work, 1); // expect: waitgroup-add-after-wait
    group_done(&work);
    order_reach(3);
    pthread_join(t, NULL);
    group_destroy(&work);
    return 0;
}
