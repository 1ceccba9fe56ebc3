#include "../../stubs/chan.h"

void run(int log, void *v)
{
    chan_t *c = NULL;
    if (log) {
        c = chan_init(1);
        if (!c)
            log = 0;
    }
    if (log)
        chan_send(c, v);
    if (log)
        chan_dispose(c);
}
