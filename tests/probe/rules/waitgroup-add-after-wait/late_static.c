// The same with three workers and a group of a mutex and a condition that is never destroyed.
#include "home.h"

static struct mgroup work = MGROUP_INITIALIZER;

static void *run(void *arg)
{
    order_await(1);
    mgroup_add(&work, 1); // expect: waitgroup-add-after-wait
    mgroup_add(&work, -1);
    return arg;
}

int main(void)
{
    pthread_t t[3];

    for (int i = 0; i < 3; i++)
        t[i] = spawn(run, NULL);
    mgroup_wait(&work);
    order_reach(1);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
