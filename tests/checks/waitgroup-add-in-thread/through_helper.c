/* The add is two calls away from the entry. */
#include "../../stubs/neco.h"

struct stats {
    neco_waitgroup *wg;
    int active;
};

static void enter(neco_waitgroup *wg)
{
    neco_waitgroup_add(wg, 1);
}

static void begin(struct stats *st)
{
    st->active++;
    enter(st->wg);
}

static void finish(struct stats *st)
{
    st->active--;
    neco_waitgroup_done(st->wg);
}

static void serve(int argc, void *argv[])
{
    struct stats *st = argv[0];
    begin(st); // expect: waitgroup-add-in-thread
    neco_sleep(10);
    finish(st);
}

void serve_two(void)
{
    neco_waitgroup wg = {0};
    struct stats st = {&wg, 0};
    neco_start(serve, 1, &st);
    neco_start(serve, 1, &st);
    neco_waitgroup_wait(&wg);
}
