#include "../../stubs/neco.h"

int step(void);

int run(void)
{
    int rc;
    neco_chan *c;
    if (neco_chan_make(&c, 4, 1) != NECO_OK)
        return -1;
    rc = step();
    if (rc < 0) {
        neco_chan_release(c);
        goto out;
    }
    rc = step();
out:
    neco_chan_release(c); // expect: channel-double-free
    return rc;
}
