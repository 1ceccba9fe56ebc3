// Two channels in an array, each closed once.
#include "home.h"

static struct chan pair[2];

int main(void)
{
    chan_init(&pair[0], 0);
    chan_init(&pair[1], 0);
    chan_close(&pair[0]);
    chan_close(&pair[1]);
    return 0;
}
