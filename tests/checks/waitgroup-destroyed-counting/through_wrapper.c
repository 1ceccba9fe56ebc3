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

int quota(void);

int push_all(void)
{
    struct batch b = {0};
    batch_push(&b);
    batch_push(&b);
    switch (quota()) {
    case 0:
        return -1; // expect: waitgroup-destroyed-counting
    default:
        neco_waitgroup_wait(&b.wg);
    }
    return 0;
}
