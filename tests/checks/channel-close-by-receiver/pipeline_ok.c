/* Receives from one channel and closes the other. */
#include "../../stubs/chan.h"
#include <pthread.h>

struct stage {
    chan_t *in, *out;
};

static void *source(void *arg)
{
    struct stage *s = arg;
    while (chan_send(s->in, s) == 0)
        continue;
    return NULL;
}

static void *pump(void *arg)
{
    struct stage *s = arg;
    void *v;
    while (chan_recv(s->in, &v) == 0)
        chan_send(s->out, v);
    chan_close(s->out);
    return NULL;
}

void run(struct stage *s)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, source, s) != 0)
        return;
    if (pthread_create(&b, NULL, pump, s) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
}
