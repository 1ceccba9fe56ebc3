/* Every owner gives up its own reference. */
#include "../../stubs/neco.h"

static void work(int argc, void *argv[])
{
    int n;
    neco_chan *c = argv[0];
    while (neco_chan_recv(c, &n) == NECO_OK)
        continue;
    neco_chan_release(c);
}

int run(int n)
{
    neco_chan *c;
    if (neco_chan_make(&c, sizeof n, 1) != NECO_OK)
        return -1;
    neco_chan_retain(c);
    neco_start(work, 1, c);
    neco_chan_send(c, &n);
    neco_chan_close(c);
    return neco_chan_release(c);
}
