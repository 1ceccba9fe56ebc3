/* The loop starts five, the group counts four. */
#include "../../stubs/neco.h"
#define WORKERS 4

void spin(void);

static void worker(int argc, void *argv[])
{
    neco_waitgroup *wg = argv[0];
    spin();
    neco_waitgroup_done(wg);
}

void run(void)
{
    neco_waitgroup wg;
    neco_waitgroup_init(&wg);
    neco_waitgroup_add(&wg, WORKERS); // expect: waitgroup-count-mismatch
    for (int i = 0; i <= WORKERS; i++)
        neco_start(worker, 1, &wg);
    neco_waitgroup_wait(&wg);
}
