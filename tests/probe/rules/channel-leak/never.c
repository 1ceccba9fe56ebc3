// Made, used, forgotten.
#include "home.h"

int main(void)
{
    struct chan *c = chan_new(0); // expect: channel-leak

    chan_send(c, 1);
    return 0;
}
