/* One result is looked at, the other is not. */
#include "../../stubs/neco.h"

void handle(int a, int b);

void serve(neco_chan *in, neco_chan *ctl)
{
    int a = 0, b = 0;
    for (;;) {
        if (neco_chan_recv(ctl, &b) == NECO_CLOSED)
            b = -1;
        neco_chan_recv(in, &a); // expect: channel-busy-closed
        handle(a, b);
    }
}
