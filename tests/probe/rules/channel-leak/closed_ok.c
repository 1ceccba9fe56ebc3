// Closed at the end; the memory goes with the program.
#include "home.h"

static struct chan *c;

int main(void)
{
    c = chan_new(0);
    chan_send(c, 1);
    chan_close(c);
    return 0;
}
