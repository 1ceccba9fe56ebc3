#include "../../stubs/chan.h"

int run(void *v)
{
    chan_t *c = chan_init(4);
    if (c == NULL)
        chan_send(c, v); // expect: channel-unset
    chan_dispose(c);
    return 0;
}
