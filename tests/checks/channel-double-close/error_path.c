/* The error path closes and falls into the close at the end. */
#include "../../stubs/chan.h"

int write_all(chan_t *c);

int flush(void)
{
    chan_t *c = chan_init(8);
    if (!c)
        return -1;
    int rc = write_all(NULL);
    if (rc < 0)
        chan_close(c);
    chan_send(NULL, &rc); // expect: channel-unset
    chan_close(c); // expect: channel-double-close
    chan_dispose(c);
    return rc;
}
