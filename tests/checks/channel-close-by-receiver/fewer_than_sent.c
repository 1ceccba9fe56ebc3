/* Ten are sent, three are read. */
#include "../../stubs/neco.h"

static void count(int argc, void *argv[])
{
    neco_chan *c = argv[0];
    for (int i = 0; i < 10; i++)
        neco_chan_send(c, &i);
}

int three(neco_chan *c)
{
    int sum = 0, n = 0;
    neco_start(count, 1, c);
    for (int i = 0; i < 3; i++) {
        neco_chan_recv(c, &n);
        sum += n;
    }
    neco_chan_close(c); // expect: channel-close-by-receiver
    return sum;
}
