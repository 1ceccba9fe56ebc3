// Another thread than the waiter begins the second round, after it was told that the first is over.
#include "home.h"

static struct group work;

static void *coordinator(void *arg)
{
    order_await(1);
    group_add(&work, 1);
    order_reach(2);
    group_done(&work);
    return arg;
}

int main(void)
{
    pthread_t t = spawn(coordinator, NULL);
    group_add(&work, 1);
    group_done(&work);
    group_wait(&work);
    order_reach(1);
    order_await(2);
    group_wait(&work);
    pthread_join(t, NULL);
    return 0;
}
