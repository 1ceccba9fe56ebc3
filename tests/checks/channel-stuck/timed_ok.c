/* The wait has an end. */
#include "../../stubs/neco.h"

int pause_until(int64_t deadline)
{
    neco_chan *c;
    int none;
    if (neco_chan_make(&c, sizeof none, 0) != NECO_OK)
        return -1;
    neco_chan_recv_dl(c, &none, deadline);
    neco_chan_tryrecv(c, &none);
    return neco_chan_release(c);
}
