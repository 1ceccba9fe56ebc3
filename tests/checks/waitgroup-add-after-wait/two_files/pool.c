#include "pool.h"

static void worker(int argc, void *argv[])
{
    struct pool *p = argv[0];
    p->size++;
    neco_waitgroup_done(&p->wg);
}

void pool_start(struct pool *p)
{
    neco_waitgroup_add(&p->wg, 1);
    neco_start(worker, 1, p);
}

void pool_wait(struct pool *p)
{
    neco_waitgroup_wait(&p->wg);
}
