// Destroyed by the worker pool and again by its owner.
#include "home.h"

static struct group work;

static void pool_stop(void)
{
    group_wait(&work);
    group_destroy(&work);
}

int main(void)
{
    group_init(&work, 0);
    pool_stop();
    group_destroy(&work); // expect: waitgroup-destroyed-counting
    return 0;
}
