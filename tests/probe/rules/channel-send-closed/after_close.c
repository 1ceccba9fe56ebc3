// A last item is sent after the close.
#include "home.h"

int main(void)
{
    struct chan *c = chan_new(0);

    chan_send(c, 1);
    chan_close(c);
    chan_send(c, -1); // expect: channel-send-closed
    chan_free(c);
    return 0;
}
