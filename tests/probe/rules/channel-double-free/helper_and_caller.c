// Who stops the worker frees its channel, and so does who made it.
#include "home.h"

static void worker_stop(struct chan *c)
{
    chan_close(c);
    chan_free(c);
}

static void owner_stop(struct chan *c)
{
    chan_free(c); // expect: channel-double-free
}

int main(void)
{
    struct chan *c = chan_new(0);

    worker_stop(c);
    owner_stop(c);
    return 0;
}
