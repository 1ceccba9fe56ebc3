// The producers are joined before the channel is closed.
#include "home.h"

static struct chan *c;

static void *produce(void *arg)
{
    chan_send(c, 1);
    return arg;
}

int main(void)
{
    pthread_t t[4];
    int item, n = 0;

    c = chan_new(0);
    for (int i = 0; i < 4; i++)
        t[i] = spawn(produce, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    chan_close(c);
    while (chan_recv(c, &item))
        n++;
    must(n == 4);
    chan_free(c);
    return 0;
}
