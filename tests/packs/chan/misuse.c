#include <stddef.h>

/* as in chan.h */
typedef struct chan_t chan_t;
chan_t *chan_init(size_t capacity);
void chan_dispose(chan_t *c);
int chan_close(chan_t *c);
int chan_is_closed(chan_t *c);
int chan_send(chan_t *c, void *data);
int chan_recv(chan_t *c, void **data);

struct pipe {
    chan_t *in;
};

void freed_twice(void)
{
    chan_t *c = chan_init(1);
    if (!c)
        return;
    chan_dispose(c);
    chan_dispose(c); // expect: channel-double-free
}

int used_after_free(struct pipe *p, void *value)
{
    chan_dispose(p->in);
    return chan_send(p->in, value); // expect: channel-use-after-free
}

int lost(void *value)
{
    chan_t *c = chan_init(1); // expect: channel-leak
    if (!c)
        return -1;
    return chan_send(c, value);
}
