#include "../../stubs/chan.h"

void run(chan_t *c)
{
    chan_close(c);
    chan_dispose(c);
    chan_dispose(c); // expect: channel-double-free
}
