#include "../../stubs/chan.h"

int run(void *v)
{
    chan_t *c;
    return chan_send(c, v); // expect: channel-unset
}
