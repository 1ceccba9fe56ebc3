// A send on a closed channel is how producers learn that they may stop.
#include "home.h"

static struct chan *c;

static void *produce(void *arg)
{
    while (chan_send(c, 1) == 0)
        ;
    return arg;
}

int main(void)
{
    int item;

    c = chan_new(HEDDLE_CHANNEL_SEND_CLOSED);
    pthread_t t = spawn(produce, NULL);
    chan_recv(c, &item);
    chan_close(c);
    pthread_join(t, NULL);
    chan_free(c);
    return 0;
}
