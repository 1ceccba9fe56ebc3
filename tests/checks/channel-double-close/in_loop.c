#include "../../stubs/chan.h"

int next(void);

void drain(chan_t *c)
{
    void *v;
    while (chan_recv(c, &v) == 0)
        if (next() == 0)
            chan_close(c); // expect: channel-double-close
}
