#include "../../stubs/chan.h"

void handle(void *v);

void collect(chan_t *c, int n)
{
    void *v = NULL;
    for (int i = 0; i < n; i++) {
        chan_recv(c, &v);
        handle(v);
    }
}
