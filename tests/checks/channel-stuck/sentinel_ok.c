/* A null value ends the loop. */
#include "../../stubs/chan.h"
#include <pthread.h>

void handle(void *v);

static void *consume(void *arg)
{
    chan_t *c = arg;
    void *v = NULL;
    while (chan_recv(c, &v) == 0) {
        if (!v)
            break;
        handle(v);
    }
    return NULL;
}

int feed(void **item, int n)
{
    pthread_t t;
    chan_t *c = chan_init(8);
    if (!c)
        return -1;
    if (pthread_create(&t, NULL, consume, c) != 0) {
        chan_dispose(c);
        return -1;
    }
    for (int i = 0; i < n; i++)
        chan_send(c, item[i]);
    chan_send(c, NULL);
    pthread_join(t, NULL);
    chan_dispose(c);
    return 0;
}
