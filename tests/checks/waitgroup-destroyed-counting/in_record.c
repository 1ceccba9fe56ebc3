/* The group lies in a local record. */
#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
    int failed;
};

int upload(void);

static void push(int argc, void *argv[])
{
    struct batch *b = argv[0];
    b->failed += upload() < 0;
    neco_waitgroup_done(&b->wg);
}

int push_two(int check)
{
    struct batch b = {0};
    neco_waitgroup_add(&b.wg, 2);
    neco_start(push, 1, &b);
    neco_start(push, 1, &b);
    if (!check)
        return 0; // expect: waitgroup-destroyed-counting
    neco_waitgroup_wait(&b.wg);
    return b.failed;
}
