#include "../../stubs/neco.h"

struct pool {
    neco_waitgroup wg;
    int size;
};

void serve(int size);

static void worker(int argc, void *argv[])
{
    struct pool *p = argv[0];
    serve(p->size);
    neco_waitgroup_done(&p->wg);
}

void pool_run(struct pool *p)
{
    neco_waitgroup_init(&p->wg);
    neco_waitgroup_add(&p->wg, p->size + 1); // expect: waitgroup-count-mismatch
    for (int i = 0; i < p->size; i++)
        neco_start(worker, 1, p);
    neco_waitgroup_wait(&p->wg);
}
