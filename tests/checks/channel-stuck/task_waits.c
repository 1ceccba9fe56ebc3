/* The task waits for a channel that its creator never touches again. */
#include "../../stubs/neco.h"

void handle(int n);

static void listen(int argc, void *argv[])
{
    int n;
    neco_chan *c = argv[0];
    if (neco_chan_recv(c, &n) == NECO_OK) // expect: channel-stuck
        handle(n);
}

int serve(void)
{
    neco_chan *c;
    if (neco_chan_make(&c, sizeof(int), 1) != NECO_OK)
        return -1;
    neco_start(listen, 1, c);
    neco_sleep(1000);
    return neco_chan_release(c);
}
