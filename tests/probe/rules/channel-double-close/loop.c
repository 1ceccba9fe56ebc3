// The close stands in the loop instead of behind it.
#include "home.h"

int main(void)
{
    struct chan *c = chan_new(HEDDLE_CHANNEL_SEND_CLOSED);

    for (int i = 0; i < 3; i++) {
        chan_send(c, i);
        chan_close(c); // expect: channel-double-close
    }
    chan_free(c);
    return 0;
}
