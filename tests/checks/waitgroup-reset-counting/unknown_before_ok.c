/* What the group was when the function began is not known. */
#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
};

void batch_init(struct batch *b)
{
    neco_waitgroup_init(&b->wg);
}

void batch_open(struct batch *b, int n)
{
    batch_init(b);
    if (n > 0)
        neco_waitgroup_add(&b->wg, n);
}
