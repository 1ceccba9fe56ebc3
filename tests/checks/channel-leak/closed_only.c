/* Closing is not freeing. */
#include "../../stubs/chan.h"

int pass(void *v)
{
    chan_t *c = chan_init(1); // expect: channel-leak
    if (!c)
        return -1;
    int rc = chan_send(c, v);
    chan_close(c);
    return rc;
}
