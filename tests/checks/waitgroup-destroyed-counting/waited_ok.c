#include "../../stubs/neco.h"
#include <stdlib.h>

int open_log(void);
void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

int run(void)
{
    int rc = 0;
    neco_waitgroup wg;
    neco_waitgroup_init(&wg);
    if (open_log() < 0)
        return -1;
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    if (open_log() < 0)
        rc = -1;
    neco_waitgroup_wait(&wg);
    return rc;
}
