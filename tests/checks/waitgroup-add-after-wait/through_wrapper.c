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

static void batch_push(struct batch *b)
{
    neco_waitgroup_add(&b->wg, 1);
    neco_start(push, 1, b);
}

static void batch_wait(struct batch *b)
{
    neco_waitgroup_wait(&b->wg);
}

void push_two(void)
{
    struct batch b = {0};
    batch_push(&b);
    batch_wait(&b);
    batch_push(&b); // expect: waitgroup-add-after-wait
}
