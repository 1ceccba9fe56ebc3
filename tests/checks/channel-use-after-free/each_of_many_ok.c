#include "../../stubs/chan.h"

void free_all(chan_t **c, int n, void *v)
{
    for (int i = 0; i < n; i++) {
        chan_send(c[i], v);
        chan_dispose(c[i]);
    }
}
