// All is sent before the close; what is left is received after it.
#include "home.h"

int main(void)
{
    struct chan *c = chan_new(0);
    int item, n = 0;

    for (int i = 0; i < 5; i++)
        chan_send(c, i);
    chan_close(c);
    while (chan_recv(c, &item))
        n++;
    must(n == 5);
    chan_free(c);
    return 0;
}
