#include "../../stubs/chan.h"

chan_t *next_queue(int i);

int run(int n, void *v)
{
    chan_t *c = NULL;
    for (int i = 0; i < n && !c; i++)
        c = next_queue(i);
    if (!c)
        return -1;
    return chan_send(c, v);
}
