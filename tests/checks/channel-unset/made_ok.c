#include "../../stubs/chan.h"

int run(void *v)
{
    chan_t *c = chan_init(1);
    if (!c)
        return -1;
    int rc = chan_send(c, v);
    chan_dispose(c);
    return rc;
}
