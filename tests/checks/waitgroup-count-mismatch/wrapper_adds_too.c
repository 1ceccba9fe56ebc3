/* The wrapper adds for itself: the add in front of the loop is one too many per task. */
#include "../../stubs/neco.h"

struct crew {
    neco_waitgroup wg;
};

static void hire(struct crew *crew, void (*run)(int, void **))
{
    neco_waitgroup_add(&crew->wg, 1);
    neco_start(run, 1, crew);
}

int dig(void);

static void digger(int argc, void *argv[])
{
    struct crew *crew = argv[0];
    dig();
    neco_waitgroup_done(&crew->wg);
}

void dig_hole(void)
{
    struct crew crew;
    neco_waitgroup_init(&crew.wg);
    neco_waitgroup_add(&crew.wg, 2); // expect: waitgroup-count-mismatch
    hire(&crew, digger);
    hire(&crew, digger);
    neco_waitgroup_wait(&crew.wg);
}
