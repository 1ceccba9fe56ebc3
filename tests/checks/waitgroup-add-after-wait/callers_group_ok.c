/* The group is the caller's, who may wait again. */
#include "../../stubs/neco.h"

struct pool {
    neco_waitgroup wg;
};

void work(void);

static void task(int argc, void *argv[])
{
    struct pool *p = argv[0];
    work();
    neco_waitgroup_done(&p->wg);
}

void pool_restart(struct pool *p)
{
    neco_waitgroup_wait(&p->wg);
    neco_waitgroup_add(&p->wg, 1);
    neco_start(task, 1, p);
}

void pool_use(void)
{
    struct pool p = {0};
    pool_restart(&p);
    pool_restart(&p);
    neco_waitgroup_wait(&p.wg);
}
