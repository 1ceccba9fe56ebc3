/* The timed wait complains, the other one waits. */
#include "../../stubs/neco.h"
#include <stdio.h>

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

void run(int64_t until)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    if (neco_waitgroup_wait_dl(&wg, until) != NECO_OK) {
        puts("still waiting");
        neco_waitgroup_wait(&wg);
    }
}
