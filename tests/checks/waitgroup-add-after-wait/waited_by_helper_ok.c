#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
};

void upload(void);

static void push(int argc, void *argv[])
{
    struct batch *b = argv[0];
    upload();
    neco_waitgroup_done(&b->wg);
}

static void batch_end(struct batch *b)
{
    neco_waitgroup_wait(&b->wg);
}

void push_two(int again)
{
    struct batch b = {0};
    neco_waitgroup_add(&b.wg, 1);
    neco_start(push, 1, &b);
    batch_end(&b);
    if (!again)
        return;
    neco_waitgroup_add(&b.wg, 1);
    neco_start(push, 1, &b);
    batch_end(&b);
}
