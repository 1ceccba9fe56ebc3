#include "../../stubs/chan.h"

int run(chan_t *c, void *v)
{
    chan_dispose(c);
    return chan_send(c, v); // expect: channel-use-after-free
}
