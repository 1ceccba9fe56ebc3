#include "../../stubs/neco.h"

#define NEXT(box, v) neco_chan_recv((box)->mail, (v))

struct box {
    neco_chan *mail;
    int count;
};

void serve(struct box *b)
{
    int v = 0;
    for (;;) {
        NEXT(b, &v); // expect: channel-busy-closed
        b->count += v;
    }
}
