// Sends after the free.
#include "home.h"

int main(void)
{
    struct chan *c = chan_new(0);

    chan_free(c);
    chan_send(c, 1); // expect: channel-use-after-free
    return 0;
}
