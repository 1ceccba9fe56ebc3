/* The second round starts anew while the first one still counts. */
#include "../../stubs/neco.h"

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(argv[0]);
}

void run(int64_t until)
{
    static neco_waitgroup wg;
    neco_waitgroup_init(&wg);
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 1, &wg);
    if (neco_waitgroup_wait_dl(&wg, until) != NECO_OK) {
        neco_waitgroup_init(&wg); // expect: waitgroup-reset-counting
        neco_waitgroup_add(&wg, 1);
        neco_start(task, 1, &wg);
        neco_waitgroup_wait(&wg);
    }
}
