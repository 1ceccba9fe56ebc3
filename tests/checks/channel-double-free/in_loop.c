#include "../../stubs/chan.h"

void run(chan_t *c, int n)
{
    for (int i = 0; i < n; i++)
        chan_dispose(c); // expect: channel-double-free
}
