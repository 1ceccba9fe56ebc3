/* Every round ends with a wait. */
#include "../../stubs/neco.h"

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

void run(int rounds)
{
    neco_waitgroup wg = {0};
    for (int r = 0; r < rounds; r++) {
        neco_waitgroup_add(&wg, 1);
        neco_start(task, 1, &wg);
        neco_waitgroup_wait(&wg);
    }
}
