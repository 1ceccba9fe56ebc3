#include "../../stubs/neco.h"

int prepare(void);

int run(void)
{
    neco_chan *c = NULL;
    int rc = prepare();
    if (rc < 0)
        goto out;
    rc = neco_chan_make(&c, 4, 1);
    if (rc != NECO_OK)
        return rc;
out:
    neco_chan_close(c); // expect: channel-unset
    neco_chan_release(c);
    return rc;
}
