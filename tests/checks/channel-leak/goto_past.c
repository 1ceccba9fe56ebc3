#include "../../stubs/chan.h"

int step(int n);

int run(void)
{
    int rc = -1;
    chan_t *c = chan_init(2);
    if (!c)
        return -1;
    if (step(1) < 0)
        goto out;
    rc = step(2);
    chan_dispose(c);
out:
    return rc; // expect: channel-leak
}
