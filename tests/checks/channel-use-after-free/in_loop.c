#include "../../stubs/chan.h"

int full(void);

void run(chan_t *c, void *v, int n)
{
    for (int i = 0; i < n; i++) {
        chan_send(c, v); // expect: channel-use-after-free
        if (full()) {
            chan_dispose(c); // expect: channel-double-free
            continue;
        }
    }
}
