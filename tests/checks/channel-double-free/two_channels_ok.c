#include "../../stubs/chan.h"

struct pair {
    chan_t *in, *out;
};

void pair_free(struct pair *p)
{
    chan_dispose(p->in);
    chan_dispose(p->out);
}

void both(struct pair *a, struct pair *b)
{
    pair_free(a);
    pair_free(b);
}
