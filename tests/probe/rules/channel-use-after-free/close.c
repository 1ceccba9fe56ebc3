// Freed first and closed then: the wrong way round.
#include "home.h"

static void stop(struct chan *c)
{
    chan_free(c);
    chan_close(c); // expect: channel-use-after-free
}

int main(void)
{
    stop(chan_new(0));
    return 0;
}
