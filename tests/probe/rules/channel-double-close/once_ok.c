// One closes, others see it.
#include "home.h"

static struct chan *c;

static void *consume(void *arg)
{
    int item;

    while (chan_recv(c, &item))
        ;
    return arg;
}

int main(void)
{
    pthread_t t[3];

    c = chan_new(0);
    for (int i = 0; i < 3; i++)
        t[i] = spawn(consume, NULL);
    for (int i = 0; i < 20; i++)
        chan_send(c, i);
    chan_close(c);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    chan_free(c);
    return 0;
}
