#include "../../stubs/chan.h"

void handle(void *v);

void serve(chan_t *c)
{
    void *v = NULL;
    for (;;) {
        chan_recv(c, &v); // expect: channel-busy-closed
        handle(v);
    }
}
