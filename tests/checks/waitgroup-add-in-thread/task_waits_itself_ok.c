/* The one that waits for the group is the task that adds to it. */
#include "../../stubs/neco.h"

static void leaf(int argc, void *argv[])
{
    neco_waitgroup_done(argv[0]);
}

static void boss(int argc, void *argv[])
{
    neco_waitgroup *wg = argv[0];
    neco_waitgroup_add(wg, 2);
    neco_start(leaf, 1, wg);
    neco_start(leaf, 1, wg);
    neco_waitgroup_wait(wg);
}

int main(void)
{
    static neco_waitgroup wg;
    return neco_start(boss, 1, &wg);
}
