/* A global group that nobody but the tasks adds to. */
#include "../../stubs/neco.h"

static neco_waitgroup running;

static void tick(int argc, void *argv[])
{
    int *n = argv[0];
    neco_yield();
    neco_waitgroup_add(&running, 1); // expect: waitgroup-add-in-thread
    ++*n;
    neco_waitgroup_done(&running);
}

static void start_main(int argc, void *argv[])
{
    static int counter[4];
    for (int i = 0; i < 4; i++)
        neco_start(tick, 1, &counter[i]);
    neco_waitgroup_wait(&running);
}

int main(int argc, char **argv)
{
    return neco_start(start_main, 0);
}
