#include "../../stubs/chan.h"

int flush(void *last)
{
    chan_t *c = chan_init(1);
    if (!c)
        return -1;
    chan_close(c);
    int rc = chan_send(c, last); // expect: channel-send-closed
    chan_dispose(c);
    return rc;
}
