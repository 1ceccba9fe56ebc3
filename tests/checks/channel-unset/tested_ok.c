#include "../../stubs/chan.h"

struct bus {
    chan_t *events;
};

int put(struct bus *b, void *v)
{
    if (!b->events)
        return 0;
    return chan_send(b->events, v);
}

int run(int buffered, void *v)
{
    chan_t *c = NULL;
    if (buffered)
        c = chan_init(1);
    if (c == NULL)
        return -1;
    int rc = chan_send(c, v);
    chan_dispose(c);
    return rc;
}
