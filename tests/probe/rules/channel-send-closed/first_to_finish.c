// The first of two producers to finish closes the channel for both.
#include "home.h"

static struct chan *c;

static void *quick(void *arg)
{
    chan_send(c, 1);
    chan_close(c);
    return arg;
}

static void *slow(void *arg)
{
    order_await(1);
    for (int i = 0; i < 3; i++)
        chan_send(c, i); // expect: channel-send-closed
    return arg;
}

int main(void)
{
    c = chan_new(0);
    pthread_t b = spawn(slow, NULL);
    pthread_join(spawn(quick, NULL), NULL);
    order_reach(1);
    pthread_join(b, NULL);
    chan_free(c);
    return 0;
}
