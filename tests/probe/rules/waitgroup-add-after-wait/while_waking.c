// The count came to zero and the waiter is about to return when somebody adds.
#include "home.h"

static struct group work;

static void *wait_for_all(void *arg)
{
    order_reach(1);
    group_wait_slow(&work, 2, 3);
    return arg;
}

int main(void)
{
    group_add(&work, 1);
    pthread_t t = spawn(wait_for_all, NULL);
    order_await(1);
    order_settle();
    group_done(&work);
    order_await(2);
    group_add(&work, 1); // expect: waitgroup-add-after-wait
    order_reach(3);
    pthread_join(t, NULL);
    group_done(&work);
    return 0;
}
