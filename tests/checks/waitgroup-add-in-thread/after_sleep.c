/* The task adds for itself, when its creator may be waiting already. */
#include "../../stubs/neco.h"

static void work(int argc, void *argv[])
{
    neco_waitgroup *wg = argv[0];
    neco_sleep(1000);
    neco_waitgroup_add(wg, 1); // expect: waitgroup-add-in-thread
    neco_yield();
    neco_waitgroup_done(wg);
}

void run(void)
{
    neco_waitgroup wg;
    neco_waitgroup_init(&wg);
    for (int i = 0; i < 8; i++)
        neco_start(work, 1, &wg);
    neco_waitgroup_wait(&wg);
}
