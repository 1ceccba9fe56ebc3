/* The task has a group of its own. */
#include "../../stubs/neco.h"

static void child(int argc, void *argv[])
{
    neco_waitgroup_done(argv[0]);
}

static void work(int argc, void *argv[])
{
    neco_waitgroup *outer = argv[0], inner = {0};
    neco_waitgroup_add(&inner, 1);
    neco_start(child, 1, &inner);
    neco_waitgroup_wait(&inner);
    neco_waitgroup_done(outer);
}

void run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(work, 1, &wg);
    neco_waitgroup_wait(&wg);
}
