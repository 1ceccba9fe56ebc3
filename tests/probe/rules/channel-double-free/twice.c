// Freed, and freed again.
#include "home.h"

int main(void)
{
    struct chan *c = chan_new(0);

    chan_close(c);
    chan_free(c);
    heddle_channel_destroy(c); // expect: channel-double-free
    return 0;
}
