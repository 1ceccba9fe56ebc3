/* Two fit, three are sent. */
#include "../../stubs/chan.h"

int post(void)
{
    int a = 1, b = 2, d = 3;
    chan_t *c = chan_init(2);
    if (!c)
        return -1;
    chan_send(c, &a);
    chan_send(c, &b);
    int rc = chan_send(c, &d); // expect: channel-stuck
    chan_close(c);
    chan_dispose(c);
    return rc;
}
