// The consumer has had enough and closes; the producer goes on.
#include "home.h"

static struct chan *c;

static void *produce(void *arg)
{
    chan_send(c, 1);
    order_await(1);
    chan_send(c, 2); // expect: channel-send-closed
    return arg;
}

int main(void)
{
    int item;

    c = chan_new(0);
    pthread_t t = spawn(produce, NULL);
    chan_recv(c, &item);
    chan_close(c);
    order_reach(1);
    pthread_join(t, NULL);
    chan_free(c);
    return 0;
}
