#include "../../stubs/neco.h"

int run(void)
{
    neco_chan *c;
    int rc = neco_chan_make(&c, 4, 0);
    if (rc != NECO_OK)
        return rc;
    return neco_chan_release(c);
}
