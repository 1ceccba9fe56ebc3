#include "../../stubs/chan.h"

int rounds(int n)
{
    for (int i = 0; i < n; i++) {
        chan_t *c = chan_init(1);
        if (!c)
            return i;
        chan_send(c, &i);
        chan_close(c);
        chan_dispose(c);
    }
    return n;
}
