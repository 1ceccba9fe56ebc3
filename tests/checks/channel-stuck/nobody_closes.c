/* The consumer drains until the close that never comes. */
#include "../../stubs/chan.h"
#include <pthread.h>

void handle(void *v);

static void *consume(void *arg)
{
    chan_t *c = arg;
    void *v;
    while (chan_recv(c, &v) == 0) // expect: channel-stuck
        handle(v);
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
    pthread_join(t, NULL);
    chan_dispose(c);
    return 0;
}
