// Both the worker and who joins it say that it is done.
#include "home.h"

static struct mgroup work = MGROUP_INITIALIZER;

static void *run(void *arg)
{
    mgroup_add(&work, -1);
    return arg;
}

int main(void)
{
    mgroup_add(&work, 1);
    pthread_join(spawn(run, NULL), NULL);
    mgroup_add(&work, -1); // expect: waitgroup-negative
    mgroup_wait(&work);
    return 0;
}
