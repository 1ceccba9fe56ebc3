/* Only when there is work; still too late. */
#include "../../stubs/neco.h"

int queued(void);
void drain(void);

struct ctx {
    neco_waitgroup wg;
};

static void flush(int argc, void *argv[])
{
    struct ctx *ctx = argv[0];
    if (queued() == 0)
        return;
    neco_yield();
    neco_waitgroup_add(&ctx->wg, 1); // expect: waitgroup-add-in-thread
    drain();
    neco_waitgroup_done(&ctx->wg);
}

void flush_all(struct ctx *ctx)
{
    neco_waitgroup_init(&ctx->wg);
    neco_start(flush, 1, ctx);
    neco_waitgroup_wait(&ctx->wg);
}
