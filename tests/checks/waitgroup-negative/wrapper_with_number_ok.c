/* The wrapper passes the number on. */
#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
};

static void batch_enter(struct batch *b, int n)
{
    neco_waitgroup_add(&b->wg, n);
}

static void batch_leave(struct batch *b)
{
    neco_waitgroup_done(&b->wg);
}

void push(void)
{
    struct batch b = {0};
    batch_enter(&b, 2);
    batch_leave(&b);
    batch_leave(&b);
}
