#include "../../stubs/chan.h"

int prepare(void);

int run(void)
{
    chan_t *c = chan_init(1);
    if (!c)
        return -1;
    if (prepare() < 0) {
        chan_dispose(c);
        return -1;
    }
    chan_dispose(c);
    return 0;
}
