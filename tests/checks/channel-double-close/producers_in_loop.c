#include "../../stubs/neco.h"

static void produce(int argc, void *argv[])
{
    neco_chan *c = argv[0];
    int n = *(int *)argv[1];
    neco_chan_send(c, &n);
    neco_chan_close(c); // expect: channel-double-close
}

void run(neco_chan *c, int *item, int n)
{
    for (int i = 0; i < n; i++)
        neco_start(produce, 2, c, &item[i]);
    int got;
    while (neco_chan_recv(c, &got) == NECO_OK)
        item[0] += got;
}
