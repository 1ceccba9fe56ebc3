/* What is sent fits, and is received by the same thread. */
#include "../../stubs/chan.h"

int pass(int *a, int *b)
{
    void *v = NULL;
    chan_t *c = chan_init(2);
    if (!c)
        return -1;
    chan_send(c, a);
    chan_send(c, b);
    chan_recv(c, &v);
    chan_close(c);
    while (chan_recv(c, &v) == 0)
        a = v;
    chan_dispose(c);
    return *a;
}
