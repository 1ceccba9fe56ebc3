// The owner frees the channel without waiting for its consumer.
#include "home.h"

static struct chan *c;

static void *consume(void *arg)
{
    int item;

    order_await(1);
    chan_recv(c, &item); // expect: channel-use-after-free
    return arg;
}

int main(void)
{
    c = chan_new(0);
    chan_send(c, 1);
    pthread_t t = spawn(consume, NULL);
    chan_free(c);
    order_reach(1);
    pthread_join(t, NULL);
    return 0;
}
