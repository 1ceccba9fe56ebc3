/* The retry adds again, and only the first round is waited for. */
#include "../../stubs/neco.h"

int failed(void);
void fetch(void);

static void task(int argc, void *argv[])
{
    fetch();
    neco_waitgroup_done(argv[0]);
}

int fetch_all(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 2);
    neco_start(task, 1, &wg);
    neco_start(task, 1, &wg);
    neco_waitgroup_wait(&wg);
    if (failed()) {
        neco_waitgroup_add(&wg, 1); // expect: waitgroup-add-after-wait
        neco_start(task, 1, &wg);
    }
    return 0;
}
