/* One reference is given up, the other one is ours. */
#include "../../stubs/neco.h"

int run(neco_chan *c, int v)
{
    neco_chan_retain(c);
    neco_chan_release(c);
    return neco_chan_send(c, &v);
}
