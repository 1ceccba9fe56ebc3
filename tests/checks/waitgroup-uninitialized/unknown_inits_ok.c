#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
};

void batch_open(struct batch *b);
int group_new(neco_waitgroup *wg);

void collect(void)
{
    struct batch b;
    batch_open(&b);
    neco_waitgroup_add(&b.wg, 1);
}

void single(void)
{
    neco_waitgroup wg;
    if (group_new(&wg) < 0)
        return;
    neco_waitgroup_add(&wg, 1);
}
