#include "../../stubs/chan.h"
#include <pthread.h>

struct bus {
    chan_t *events;
};

int wanted(void *v);

static int bus_next(struct bus *b, void **v)
{
    return chan_recv(b->events, v);
}

static void bus_stop(struct bus *b)
{
    chan_close(b->events);
}

static void bus_put(struct bus *b, void *v)
{
    chan_send(b->events, v);
}

static void *source(void *arg)
{
    struct bus *b = arg;
    for (;;)
        bus_put(b, b);
    return NULL;
}

static void *sink(void *arg)
{
    struct bus *b = arg;
    void *v;
    while (bus_next(b, &v) == 0)
        if (wanted(v)) {
            bus_stop(b); // expect: channel-close-by-receiver
            break;
        }
    return NULL;
}

void bus_run(struct bus *b)
{
    pthread_t from, to;
    if (pthread_create(&from, NULL, source, b) != 0)
        return;
    if (pthread_create(&to, NULL, sink, b) == 0)
        pthread_join(to, NULL);
    pthread_join(from, NULL);
}
