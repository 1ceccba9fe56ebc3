/* A cleanup function waits when the group goes out of scope. */
#include "../../stubs/neco.h"

static void drain(neco_waitgroup *wg)
{
    neco_waitgroup_wait(wg);
}

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

void run(void)
{
    __attribute__((cleanup(drain))) neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    neco_waitgroup_wait(&wg);
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
}
