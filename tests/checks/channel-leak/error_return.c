#include "../../stubs/chan.h"

int prepare(void);

int open_feed(chan_t **out)
{
    chan_t *c = chan_init(8); // expect: channel-leak
    if (!c)
        return -1;
    if (prepare() < 0)
        return -1;
    *out = c;
    return 0;
}
