/* A task that is counted itself may add for its own children. */
#include "../../stubs/neco.h"

static void leaf(int argc, void *argv[])
{
    neco_sleep(1);
    neco_waitgroup_done(argv[0]);
}

static void branch(int argc, void *argv[])
{
    neco_waitgroup *wg = argv[0];
    for (int i = 0; i < 3; i++) {
        neco_waitgroup_add(wg, 1);
        neco_start(leaf, 1, wg);
    }
    neco_waitgroup_done(wg);
}

void grow(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(branch, 1, &wg);
    neco_waitgroup_wait(&wg);
}
