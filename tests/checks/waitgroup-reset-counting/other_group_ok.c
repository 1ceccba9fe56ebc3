#include "../../stubs/neco.h"

struct stage {
    neco_waitgroup in, out;
};

void stage_open(struct stage *s)
{
    neco_waitgroup_init(&s->in);
    neco_waitgroup_add(&s->in, 1);
    neco_waitgroup_init(&s->out);
}

void next(struct stage *a, struct stage *b)
{
    neco_waitgroup_add(&a->in, 1);
    neco_waitgroup_init(&b->in);
}
