/* The wait group says that all senders are through. */
#include "../../stubs/neco.h"

static void part(int argc, void *argv[])
{
    int *n = argv[2];
    for (int i = 0; i < *n; i++)
        neco_chan_send(argv[0], &i);
    neco_waitgroup_done(argv[1]);
}

int sum(neco_chan *c, int *n)
{
    neco_waitgroup wg = {0};
    int total = 0;
    neco_waitgroup_add(&wg, 2);
    neco_start(part, 3, c, &wg, n);
    neco_start(part, 3, c, &wg, n);
    neco_chan_recv(c, &total);
    neco_waitgroup_wait(&wg);
    neco_chan_close(c);
    return total;
}
