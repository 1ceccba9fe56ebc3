#include "../../stubs/chan.h"

void handle(void *v);

void serve(chan_t *c)
{
    void *v;
    for (;;) {
        v = NULL;
        chan_recv(c, &v);
        if (!v)
            return;
        handle(v);
    }
}
