/* When the start fails nobody owes a done. */
#include "../../stubs/neco.h"

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

int run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 1);
    if (neco_start(task, 1, &wg) != NECO_OK)
        return -1;
    neco_waitgroup_wait(&wg);
    return 0;
}
