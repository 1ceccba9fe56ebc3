/* The wait gives up, and the group dies under the task. */
#include "../../stubs/neco.h"

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

int run(int64_t until)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    if (neco_waitgroup_wait_dl(&wg, until) != NECO_OK)
        return -1; // expect: waitgroup-destroyed-counting
    return 0;
}
