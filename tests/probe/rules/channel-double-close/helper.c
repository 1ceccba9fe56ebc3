// A helper that reports an error closes the channel; its caller closes it in any case.
#include "home.h"

static int fill(struct chan *c)
{
    if (chan_send(c, 1) == 0) {
        chan_close(c);
        return -1;
    }
    return 0;
}

int main(void)
{
    struct chan *c = chan_new(0);

    if (fill(c) < 0)
        fprintf(stderr, "failed\n");
    chan_close(c); // expect: channel-double-close
    chan_free(c);
    return 0;
}
