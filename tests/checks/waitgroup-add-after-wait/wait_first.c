/* The wait stands in front of the adds it should count. */
#include "../../stubs/neco.h"

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

void run(int n)
{
    neco_waitgroup wg;
    neco_waitgroup_init(&wg);
    neco_waitgroup_wait(&wg);
    for (int i = 0; i < n; i++) {
        neco_waitgroup_add(&wg, 1); // expect: waitgroup-add-after-wait
        neco_start(task, 1, &wg);
    }
}
