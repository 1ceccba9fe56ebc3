/* The channel is local, and only received from. */
#include "../../stubs/chan.h"

int wait_for_nothing(void)
{
    void *v = NULL;
    chan_t *c = chan_init(4);
    if (!c)
        return -1;
    int rc = chan_recv(c, &v); // expect: channel-stuck
    chan_dispose(c);
    return rc;
}
