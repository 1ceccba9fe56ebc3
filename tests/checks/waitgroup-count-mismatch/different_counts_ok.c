/* Nobody knows how the two numbers relate; the loop may end early or skip. */
#include "../../stubs/neco.h"

struct set {
    int live, size;
    int *item;
};

void visit(int *item);

static void visitor(int argc, void *argv[])
{
    visit(argv[0]);
    neco_waitgroup_done(argv[1]);
}

void visit_all(struct set *s)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, s->live);
    for (int i = 0; i < s->size; i++)
        if (s->item[i])
            neco_start(visitor, 2, &s->item[i], &wg);
    neco_waitgroup_wait(&wg);
}

void visit_some(struct set *s, int limit)
{
    neco_waitgroup wg = {0};
    int left = s->size < limit ? s->size : limit;
    neco_waitgroup_add(&wg, left);
    for (int i = 0; i < s->size; i++) {
        if (i == limit)
            break;
        neco_start(visitor, 2, &s->item[i], &wg);
    }
    neco_waitgroup_wait(&wg);
}
