#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
};

static void batch_init(struct batch *b)
{
    neco_waitgroup_init(&b->wg);
}

void collect(void)
{
    struct batch b;
    batch_init(&b);
    neco_waitgroup_add(&b.wg, 1);
}
