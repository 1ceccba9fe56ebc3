/* One add for all: the task that ends last counts down. */
#include "../../stubs/neco.h"

struct merge {
    neco_waitgroup wg;
    int running;
    int total;
};

int sort_part(int n);

static void part(int argc, void *argv[])
{
    struct merge *m = argv[0];
    m->total += sort_part(m->total);
    if (--m->running == 0)
        neco_waitgroup_done(&m->wg);
}

int merge_sort(void)
{
    struct merge m = {.running = 4};
    neco_waitgroup_add(&m.wg, 1);
    for (int i = 0; i < 4; i++)
        neco_start(part, 1, &m);
    neco_waitgroup_wait(&m.wg);
    return m.total;
}
