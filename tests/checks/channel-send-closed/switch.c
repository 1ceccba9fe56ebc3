#include "../../stubs/neco.h"

void drive(neco_chan *c, int cmd, int v)
{
    switch (cmd) {
    case 0:
        neco_chan_close(c);
        /* fall through */
    case 1:
        neco_chan_send(c, &v); // expect: channel-send-closed
        break;
    default:
        break;
    }
}
