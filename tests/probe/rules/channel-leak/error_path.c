// The early return forgets it.
#include "home.h"

static int serve(int fails)
{
    struct chan *c = chan_new(0); // expect: channel-leak

    if (fails)
        return -1;
    chan_close(c);
    chan_free(c);
    return 0;
}

int main(void)
{
    serve(0);
    serve(1);
    return 0;
}
