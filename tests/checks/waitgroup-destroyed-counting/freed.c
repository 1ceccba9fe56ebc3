/* The memory of the group is freed while the task runs. */
#include "../../stubs/neco.h"
#include <stdlib.h>

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

void push_one(void)
{
    struct batch *b = malloc(sizeof *b);
    if (!b)
        return;
    neco_waitgroup_init(&b->wg);
    neco_waitgroup_add(&b->wg, 1);
    neco_start(push, 1, b);
    free(b); // expect: waitgroup-destroyed-counting
}
