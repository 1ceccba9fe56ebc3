/* The creator keeps the counter up itself until all have started. */
#include "../../stubs/neco.h"

static void work(int argc, void *argv[])
{
    neco_waitgroup *wg = argv[0];
    neco_waitgroup_add(wg, 1);
    neco_sleep(5);
    neco_waitgroup_done(wg);
}

void run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(work, 1, &wg);
    neco_start(work, 1, &wg);
    neco_waitgroup_done(&wg);
    neco_waitgroup_wait(&wg);
}
