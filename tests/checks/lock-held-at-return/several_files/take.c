#include "res.h"

int res_take(struct res *r, int n)
{
    if (res_enter(r) != 0)
        return -1;
    if (n > r->n)
        return -1; // expect: lock-held-at-return
    r->n -= n;
    res_leave(r);
    return 0;
}
