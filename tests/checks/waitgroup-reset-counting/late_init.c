/* The init stands behind the first add. */
#include "../../stubs/neco.h"

static neco_waitgroup wg;

void work(void);

static void task(int argc, void *argv[])
{
    work();
    neco_waitgroup_done(&wg);
}

int main(void)
{
    neco_waitgroup_add(&wg, 1);
    neco_start(task, 0);
    neco_waitgroup_init(&wg); // expect: waitgroup-reset-counting
    neco_waitgroup_wait(&wg);
    return 0;
}
