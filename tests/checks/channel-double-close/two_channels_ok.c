/* A stage closes its output when its input is closed. */
#include "../../stubs/chan.h"
#include <pthread.h>

struct stage {
    chan_t *in, *out;
};

static void *pump(void *arg)
{
    struct stage *s = arg;
    void *v;
    while (chan_recv(s->in, &v) == 0)
        chan_send(s->out, v);
    chan_close(s->out);
    return NULL;
}

int pump_run(struct stage *s)
{
    pthread_t t;
    if (pthread_create(&t, NULL, pump, s) != 0)
        return -1;
    chan_send(s->in, s);
    chan_close(s->in);
    pthread_join(t, NULL);
    return 0;
}
