/* Somebody else is told about the group and waits. */
#include "../../stubs/neco.h"

void wait_elsewhere(neco_waitgroup *wg);
void flush(void);

static void task(int argc, void *argv[])
{
    flush();
    neco_waitgroup_done(argv[0]);
}

void run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    neco_waitgroup_wait(&wg);
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    wait_elsewhere(&wg);
}
