#include "../../stubs/neco.h"

void drop_two(neco_chan *c)
{
    neco_chan_retain(c);
    neco_chan_release(c);
    neco_chan_release(c);
}
