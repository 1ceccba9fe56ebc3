/* Every round has a group of its own. */
#include "../../stubs/neco.h"

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

void run(int n)
{
    for (int i = 0; i < n; i++) {
        neco_waitgroup wg;
        neco_waitgroup_init(&wg);
        neco_waitgroup_add(&wg, 1);
        neco_start(task, 1, &wg);
        neco_waitgroup_wait(&wg);
    }
}
