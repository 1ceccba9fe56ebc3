// The users are joined before the free.
#include "home.h"

static void *consume(void *arg)
{
    int item;

    while (chan_recv((struct chan *)arg, &item))
        ;
    return NULL;
}

int main(void)
{
    struct chan *c = chan_new(0);
    pthread_t t = spawn(consume, c);

    chan_send(c, 1);
    chan_close(c);
    pthread_join(t, NULL);
    chan_free(c);
    return 0;
}
