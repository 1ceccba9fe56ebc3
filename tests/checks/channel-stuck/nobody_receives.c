/* No buffer and no receiver. */
#include "../../stubs/neco.h"

int post(int value)
{
    neco_chan *c;
    if (neco_chan_make(&c, sizeof value, 0) != NECO_OK)
        return -1;
    neco_chan_send(c, &value); // expect: channel-stuck
    return neco_chan_release(c);
}
