// A channel whose creation was not announced is not judged.
#include "home.h"

static struct chan c;

int main(void)
{
    chan_send(&c, 1);
    heddle_channel_destroy(&c);
    heddle_channel_destroy(&c);
    return 0;
}
