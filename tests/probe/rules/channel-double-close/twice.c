// Closed, and closed again at the end.
#include "home.h"

int main(void)
{
    struct chan *c = chan_new(0);

    chan_send(c, 1);
    chan_close(c);
    chan_close(c); // expect: channel-double-close
    chan_free(c);
    return 0;
}
