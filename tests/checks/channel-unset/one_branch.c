#include "../../stubs/chan.h"

int run(int buffered, void *v)
{
    chan_t *c = NULL;
    if (buffered)
        c = chan_init(1);
    int rc = chan_send(c, v); // expect: channel-unset
    chan_dispose(c);
    return rc;
}
