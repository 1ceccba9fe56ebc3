/* The group is the caller's: it has counted already. */
#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
};

void leave(struct batch *b)
{
    neco_waitgroup_done(&b->wg);
    neco_waitgroup_done(&b->wg);
}

void leave_one(neco_waitgroup *wg, int n)
{
    while (n-- > 0)
        neco_waitgroup_done(wg);
}
