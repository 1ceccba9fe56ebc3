#include "home.h"

/* The channel is the memory that was handed in: nobody here is known to owe its end. */
int lost(int n)
{
    struct chan *c = malloc(sizeof *c);
    if (!c)
        return -1;
    heddle_channel_create(c, 0); // expect: channel-leak
    if (n < 0)
        return -1;
    chan_close(c);
    chan_free(c);
    return 0;
}
