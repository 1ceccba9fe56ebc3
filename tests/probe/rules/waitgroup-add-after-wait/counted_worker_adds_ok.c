// A worker that is counted itself adds another one while the creator waits.
#include "home.h"

static struct group work;

static void *second(void *arg)
{
    group_done(&work);
    return arg;
}

static void *first(void *arg)
{
    order_await(1);
    order_settle();
    group_add(&work, 1);
    pthread_t t = spawn(second, NULL);
    group_done(&work);
    pthread_join(t, NULL);
    return arg;
}

int main(void)
{
    group_add(&work, 1);
    pthread_t t = spawn(first, NULL);
    order_reach(1);
    group_wait(&work);
    pthread_join(t, NULL);
    return 0;
}
