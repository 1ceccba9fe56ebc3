#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
};

static void batch_init(struct batch *b)
{
    neco_waitgroup_init(&b->wg);
}

static void batch_leave(struct batch *b)
{
    neco_waitgroup_done(&b->wg);
}

int upload(struct batch *b);

void push(void)
{
    struct batch b;
    batch_init(&b);
    neco_waitgroup_add(&b.wg, 1);
    batch_leave(&b);
    batch_leave(&b); // expect: waitgroup-negative
}
