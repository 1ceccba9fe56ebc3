#include "../../stubs/chan.h"

static chan_t *out;

int finish(void *v)
{
    chan_close(out);
    return chan_send(out, v); // expect: channel-send-closed
}
