/* As many are received as are sent. */
#include "../../stubs/neco.h"

static void part(int argc, void *argv[])
{
    int n = *(int *)argv[1];
    neco_chan_send(argv[0], &n);
}

int sum(neco_chan *c, int *item, int n)
{
    int total = 0, one;
    for (int i = 0; i < n; i++)
        neco_start(part, 2, c, &item[i]);
    for (int i = 0; i < n; i++) {
        neco_chan_recv(c, &one);
        total += one;
    }
    neco_chan_close(c);
    return total;
}
