// A thread sets the channel up anew and loses the old one.
#include "home.h"

static struct chan *current;

static void *restart(void *arg)
{
    current = chan_new(0); // expect: channel-leak
    chan_send(current, 1);
    return arg;
}

int main(void)
{
    pthread_join(spawn(restart, NULL), NULL);
    pthread_join(spawn(restart, NULL), NULL);
    chan_close(current);
    chan_free(current);
    return 0;
}
