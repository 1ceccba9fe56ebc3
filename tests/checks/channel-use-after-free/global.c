#include "../../stubs/chan.h"

static chan_t *queue;

void finish(void *v)
{
    chan_close(queue);
    chan_dispose(queue);
    chan_send(queue, v); // expect: channel-use-after-free
}
