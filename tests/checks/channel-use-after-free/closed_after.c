#include "../../stubs/neco.h"

void stop(neco_chan *c)
{
    neco_chan *own;
    int v = 0;
    if (neco_chan_make(&own, sizeof v, 1) != NECO_OK)
        return;
    neco_chan_send(c, &v);
    neco_chan_release(own);
    neco_chan_close(own); // expect: channel-use-after-free
}
