#include "../../stubs/neco.h"

static int make(neco_chan **c)
{
    return neco_chan_make(c, sizeof(int), 4);
}

int quota(void);

int run(int v)
{
    neco_chan *c;
    if (make(&c) != NECO_OK)
        return -1;
    if (quota() < v)
        return -2; // expect: channel-leak
    neco_chan_send(c, &v);
    return neco_chan_release(c);
}
