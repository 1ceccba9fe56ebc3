/* Somebody else knows the channel, too. */
#include "../../stubs/chan.h"

struct router {
    chan_t *in;
};

int router_add(struct router *r, chan_t *c);
int subscribe(chan_t *c);

int by_call(void)
{
    void *v = NULL;
    chan_t *c = chan_init(4);
    if (!c)
        return -1;
    subscribe(c);
    int rc = chan_recv(c, &v);
    chan_dispose(c);
    return rc;
}

int by_memory(struct router *r)
{
    void *v = NULL;
    chan_t *c = chan_init(4);
    if (!c)
        return -1;
    r->in = c;
    return chan_recv(c, &v);
}

void router_end(struct router *r)
{
    chan_dispose(r->in);
}

chan_t *by_return(void)
{
    chan_t *c = chan_init(0);
    if (c)
        chan_send(c, c);
    return c;
}
