#include "../../stubs/chan.h"

int flush(chan_t *c, void *last)
{
    int rc = chan_send(c, last);
    chan_close(c);
    return rc;
}
