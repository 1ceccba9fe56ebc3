// A channel on the stack, in a function that is called again and again.
#include "home.h"

static int ask(int n)
{
    struct chan answer;
    int item = 0;

    chan_init(&answer, 0);
    chan_send(&answer, n);
    chan_recv(&answer, &item);
    chan_close(&answer);
    heddle_channel_destroy(&answer);
    return item;
}

int main(void)
{
    for (int i = 0; i < 5; i++)
        must(ask(i) == i);
    return 0;
}
