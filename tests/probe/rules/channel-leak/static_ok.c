// A channel in static storage lives as long as the program.
#include "home.h"

static struct chan events[2];

int main(void)
{
    chan_init(&events[0], 0);
    chan_init(&events[1], 0);
    chan_send(&events[0], 1);
    return 0;
}
