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
    chan_t *in, *out;
};

int pipe_open(struct pipe *p)
{
    p->in = chan_init(4);
    if (!p->in)
        return -1;
    p->out = chan_init(4);
    if (!p->out) {
        chan_dispose(p->in);
        p->in = NULL;
        return -1;
    }
    return 0;
}

void pipe_close(struct pipe *p)
{
    if (!chan_is_closed(p->in))
        chan_close(p->in);
    chan_dispose(p->in);
    chan_dispose(p->out);
}

int ask(void *question, void **answer)
{
    chan_t *c = chan_init(1);
    if (!c)
        return -1;
    int rc = chan_send(c, question);
    if (rc == 0)
        rc = chan_recv(c, answer);
    chan_close(c);
    chan_dispose(c);
    return rc;
}
