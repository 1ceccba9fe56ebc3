#include "../../stubs/chan.h"

void handle(void *v);

void serve(chan_t *c)
{
    void *v;
    for (;;) {
        if (chan_recv(c, &v) != 0)
            break;
        handle(v);
    }
}
