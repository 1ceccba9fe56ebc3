#include "../../stubs/neco.h"
#include <stdio.h>

int run(int v)
{
    neco_chan *c;
    if (neco_chan_make(&c, sizeof v, 1) != NECO_OK)
        puts("no channel");
    neco_chan_send(c, &v); // expect: channel-unset
    return neco_chan_release(c);
}
