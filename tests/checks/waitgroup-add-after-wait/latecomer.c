/* The second task starts when nobody waits any more. */
#include "../../stubs/neco.h"

void work(int n);

static void task(int argc, void *argv[])
{
    work(*(int *)argv[0]);
    neco_waitgroup_done(argv[1]);
}

void run(int *first, int *last)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 2, first, &wg);
    neco_waitgroup_wait(&wg);
    neco_waitgroup_add(&wg, 1); // expect: waitgroup-add-after-wait
    neco_start(task, 2, last, &wg);
}
