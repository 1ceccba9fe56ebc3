#include "../../stubs/chan.h"
#include <pthread.h>

static void *produce(void *arg)
{
    chan_t *c = arg;
    for (int i = 0; i < 10; i++)
        chan_send(c, c);
    chan_close(c);
    return NULL;
}

int consume(chan_t *c)
{
    pthread_t t;
    void *v;
    int n = 0;
    if (pthread_create(&t, NULL, produce, c) != 0)
        return -1;
    while (chan_recv(c, &v) == 0)
        n++;
    pthread_join(t, NULL);
    return n;
}
