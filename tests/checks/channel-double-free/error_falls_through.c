#include "../../stubs/chan.h"

int prepare(void);

int run(void)
{
    chan_t *c = chan_init(1);
    if (!c)
        return -1;
    int rc = prepare();
    if (rc < 0)
        chan_dispose(c);
    chan_dispose(c); // expect: channel-double-free
    return rc;
}
