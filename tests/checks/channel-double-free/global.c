#include "../../stubs/chan.h"

static chan_t *queue;

static void drop(void)
{
    chan_dispose(queue);
}

void finish(void)
{
    drop();
    chan_dispose(queue); // expect: channel-double-free
}
