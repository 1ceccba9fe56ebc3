#include "../../stubs/chan.h"
#include <pthread.h>

void handle(void *v);

static void *serve(void *arg)
{
    void *v = NULL;
    for (;;) {
        chan_recv(arg, &v); // expect: channel-busy-closed
        if (v)
            handle(v);
    }
    return NULL;
}

int start(pthread_t *t, chan_t *c)
{
    return pthread_create(t, NULL, serve, c);
}
