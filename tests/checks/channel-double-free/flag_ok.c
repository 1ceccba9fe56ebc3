#include "../../stubs/chan.h"

int prepare(void);

int run(void)
{
    int freed = 0;
    chan_t *c = chan_init(1);
    if (!c)
        return -1;
    if (prepare() < 0) {
        chan_dispose(c);
        freed = 1;
    }
    if (!freed)
        chan_dispose(c);
    return freed;
}
