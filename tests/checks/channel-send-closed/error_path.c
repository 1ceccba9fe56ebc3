#include "../../stubs/chan.h"

int fill(void);

int flush(chan_t *c, void *last)
{
    if (fill() < 0)
        chan_close(c);
    return chan_send(c, last); // expect: channel-send-closed
}
