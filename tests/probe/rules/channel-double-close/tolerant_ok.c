// A library that says that a second close does nothing.
#include "home.h"

int main(void)
{
    struct chan *c = chan_new(HEDDLE_CHANNEL_CLOSE_AGAIN);

    chan_close(c);
    chan_close(c);
    chan_free(c);
    return 0;
}
