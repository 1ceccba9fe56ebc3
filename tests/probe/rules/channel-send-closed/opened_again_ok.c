// Closed, then made anew for the next round.
#include "home.h"

static struct chan c;

int main(void)
{
    for (int i = 0; i < 3; i++) {
        chan_init(&c, 0);
        chan_send(&c, i);
        chan_close(&c);
    }
    return 0;
}
