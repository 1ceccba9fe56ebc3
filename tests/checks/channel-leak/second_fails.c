#include "../../stubs/neco.h"

struct duplex {
    neco_chan *in, *out;
};

int duplex_test(void)
{
    neco_chan *in, *out;
    if (neco_chan_make(&in, 4, 1) != NECO_OK)
        return -1;
    if (neco_chan_make(&out, 4, 1) != NECO_OK)
        return -1; // expect: channel-leak
    neco_chan_release(in);
    neco_chan_release(out);
    return 0;
}
