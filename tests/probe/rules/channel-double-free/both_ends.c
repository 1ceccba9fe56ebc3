// Either end frees the channel when it has finished.
#include "home.h"

static struct chan *c;

static void *producer(void *arg)
{
    chan_send(c, 1);
    order_await(1);
    chan_free(c); // expect: channel-double-free
    return arg;
}

int main(void)
{
    int item;

    c = chan_new(0);
    pthread_t t = spawn(producer, NULL);
    chan_recv(c, &item);
    chan_free(c);
    order_reach(1);
    pthread_join(t, NULL);
    return 0;
}
