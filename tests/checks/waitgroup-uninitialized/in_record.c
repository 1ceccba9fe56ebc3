#include "../../stubs/neco.h"

struct batch {
    int size;
    neco_waitgroup wg;
};

static void batch_enter(struct batch *b)
{
    neco_waitgroup_add(&b->wg, 1);
}

void collect(void)
{
    struct batch b;
    b.size = 0;
    batch_enter(&b); // expect: waitgroup-uninitialized
}
