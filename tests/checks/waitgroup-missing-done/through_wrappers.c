/* add, start and done go through functions of the project. */
#include "../../stubs/neco.h"

struct batch {
    neco_waitgroup wg;
    int failed;
};

static void batch_enter(struct batch *b)
{
    neco_waitgroup_add(&b->wg, 1);
}

static void batch_leave(struct batch *b)
{
    neco_waitgroup_done(&b->wg);
}

static void batch_go(struct batch *b, void (*run)(int, void **))
{
    batch_enter(b);
    neco_start(run, 1, b);
}

int upload(void);
int verify(void);

static void push(int argc, void *argv[])
{
    struct batch *b = argv[0];
    if (upload() != 0) {
        b->failed++;
        batch_leave(b);
        return;
    }
    if (verify() != 0) {
        b->failed++;
        return; // expect: waitgroup-missing-done
    }
    batch_leave(b);
}

int push_twice(void)
{
    struct batch b = {0};
    batch_go(&b, push);
    batch_go(&b, push);
    neco_waitgroup_wait(&b.wg);
    return b.failed;
}
