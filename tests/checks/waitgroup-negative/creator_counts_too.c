/* The task counts down for itself, and so does its creator. */
#include "../../stubs/neco.h"

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

void run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    neco_waitgroup_done(&wg); // expect: waitgroup-negative
    neco_waitgroup_wait(&wg);
}
