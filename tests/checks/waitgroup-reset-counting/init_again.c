#include "../../stubs/neco.h"

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

void run(void)
{
    neco_waitgroup wg;
    neco_waitgroup_init(&wg);
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    neco_waitgroup_init(&wg); // expect: waitgroup-reset-counting
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    neco_waitgroup_wait(&wg);
}
