#include "../../stubs/neco.h"

void handle(int n);

void serve(neco_chan *c)
{
    int n = 0;
    while (1) {
        neco_chan_recv(c, &n); // expect: channel-busy-closed
        if (n > 0)
            handle(n);
    }
}
