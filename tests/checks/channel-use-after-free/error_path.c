#include "../../stubs/chan.h"

int prepare(void);

int run(void *v)
{
    chan_t *c = chan_init(1);
    if (!c)
        return -1;
    if (prepare() < 0)
        chan_dispose(c);
    int rc = chan_send(c, v); // expect: channel-use-after-free
    chan_dispose(c); // expect: channel-double-free
    return rc;
}
