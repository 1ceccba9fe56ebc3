/* The record lives on the heap and is freed by whoever waits. */
#include "../../stubs/neco.h"
#include <stdlib.h>

struct batch {
    neco_waitgroup wg;
    struct batch *next;
};

void upload(void);

static void push(int argc, void *argv[])
{
    struct batch *b = argv[0];
    upload();
    neco_waitgroup_done(&b->wg);
}

struct batch *batch_begin(void)
{
    struct batch *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    neco_waitgroup_add(&b->wg, 1);
    neco_start(push, 1, b);
    return b;
}

void batch_end(struct batch *b)
{
    neco_waitgroup_wait(&b->wg);
    free(b);
}
