// Receiving from a closed channel is no use after free.
#include "home.h"

int main(void)
{
    struct chan *c = chan_new(0);
    int item;

    chan_close(c);
    must(!chan_recv(c, &item));
    chan_free(c);
    return 0;
}
