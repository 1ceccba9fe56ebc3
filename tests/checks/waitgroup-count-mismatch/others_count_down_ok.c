/* One of the three is counted down by a callback of a library. */
#include "../../stubs/neco.h"

void on_idle(void (*fn)(void *), void *arg);
void spin(void);

static void idle(void *arg)
{
    neco_waitgroup_done(arg);
}

static void worker(int argc, void *argv[])
{
    spin();
    neco_waitgroup_done(argv[0]);
}

void run(void)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, 3);
    neco_start(worker, 1, &wg);
    neco_start(worker, 1, &wg);
    on_idle(idle, &wg);
    neco_waitgroup_wait(&wg);
}
