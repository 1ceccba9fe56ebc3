/* Freeing nothing is allowed. */
#include "../../stubs/neco.h"

int run(int want)
{
    neco_chan *c = NULL;
    if (want && neco_chan_make(&c, 4, 1) != NECO_OK)
        return -1;
    return neco_chan_release(c);
}
