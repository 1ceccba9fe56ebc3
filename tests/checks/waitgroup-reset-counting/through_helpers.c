#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
    int size;
};

static void batch_reset(struct batch *b)
{
    neco_waitgroup_init(&b->wg);
    b->size = 0;
}

static void batch_enter(struct batch *b)
{
    neco_waitgroup_add(&b->wg, 1);
    b->size++;
}

void collect(void)
{
    struct batch b;
    batch_reset(&b);
    batch_enter(&b);
    batch_reset(&b); // expect: waitgroup-reset-counting
}
