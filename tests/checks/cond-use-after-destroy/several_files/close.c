#include "ctx.h"

void ctx_close(struct ctx *c)
{
    if (c->refs == 0)
        ctx_fini(c);
    ctx_wake(c); // expect: cond-use-after-destroy
}
