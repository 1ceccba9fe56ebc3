/* A cleanup function counts down on every return. */
#include "../../stubs/neco.h"

static void leave(neco_waitgroup **wg)
{
    neco_waitgroup_done(*wg);
}

int step(int n);

static void work(int argc, void *argv[])
{
    __attribute__((cleanup(leave))) neco_waitgroup *wg = argv[0];
    if (step(1) < 0)
        return;
    if (step(2) < 0)
        return;
    step(3);
}

void run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(work, 1, &wg);
    neco_waitgroup_wait(&wg);
}
