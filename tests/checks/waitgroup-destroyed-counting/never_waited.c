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
    for (int i = 0; i < 3; i++) {
        neco_waitgroup_add(&wg, 1);
        neco_start(task, 1, &wg);
    }
} // expect: waitgroup-destroyed-counting
