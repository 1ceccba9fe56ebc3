/* Several ask, the first answer closes the channel for the others. */
#include "../../stubs/neco.h"

static void ask(int argc, void *argv[])
{
    neco_chan *c = argv[0];
    int answer = *(int *)argv[1];
    neco_chan_send(c, &answer);
}

int first(neco_chan *c, int *server, int n)
{
    int answer = -1;
    for (int i = 0; i < n; i++)
        neco_start(ask, 2, c, &server[i]);
    neco_chan_recv(c, &answer);
    neco_chan_close(c); // expect: channel-close-by-receiver
    return answer;
}
