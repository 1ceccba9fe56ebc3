#include "../../stubs/neco.h"

int last(int i);

void count(neco_chan *c)
{
    for (int i = 0; i < 10; i++) {
        neco_chan_send(c, &i); // expect: channel-send-closed
        if (last(i))
            neco_chan_close(c); // expect: channel-double-close
    }
}
