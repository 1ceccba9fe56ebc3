#include "../../stubs/chan.h"

int next(chan_t *c)
{
    void *v = NULL;
    chan_recv(c, &v);
    return v != NULL;
}
