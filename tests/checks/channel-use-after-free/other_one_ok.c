#include "../../stubs/chan.h"

struct pair {
    chan_t *in, *out;
};

int shift(struct pair *p, void *v)
{
    chan_dispose(p->in);
    return chan_send(p->out, v);
}
