/* The thread frees the channel that it is given. */
#include "../../stubs/chan.h"
#include <pthread.h>

void handle(void *v);

static void *consume(void *arg)
{
    chan_t *c = arg;
    void *v;
    while (chan_recv(c, &v) == 0)
        handle(v);
    chan_dispose(c);
    return NULL;
}

int start(void *first)
{
    pthread_t t;
    chan_t *c = chan_init(8);
    if (!c)
        return -1;
    if (pthread_create(&t, NULL, consume, c) != 0) {
        chan_dispose(c);
        return -1;
    }
    pthread_detach(t);
    chan_send(c, first);
    chan_close(c);
    return 0;
}
