#include "../../stubs/neco.h"

int twice(void)
{
    neco_chan *c;
    if (neco_chan_make(&c, 4, 1) != NECO_OK)
        return -1;
    if (neco_chan_make(&c, 4, 2) != NECO_OK) // expect: channel-leak
        return -1;
    return neco_chan_release(c);
}
