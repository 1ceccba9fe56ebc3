#include "../../stubs/chan.h"
#include <pthread.h>

int more(void);

static void *produce(void *arg)
{
    chan_t *c = arg;
    while (more())
        chan_send(c, c);
    return NULL;
}

int consume(chan_t *c)
{
    pthread_t t;
    void *v;
    if (pthread_create(&t, NULL, produce, c) != 0)
        return -1;
    chan_recv(c, &v);
    pthread_join(t, NULL);
    chan_close(c);
    return 0;
}
