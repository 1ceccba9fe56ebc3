/* The consumer has enough and closes under the producer. */
#include "../../stubs/chan.h"
#include <pthread.h>

struct feed {
    chan_t *lines;
    int stop;
};

static void *produce(void *arg)
{
    struct feed *f = arg;
    while (!f->stop)
        chan_send(f->lines, f);
    return NULL;
}

int consume(struct feed *f)
{
    pthread_t t;
    if (pthread_create(&t, NULL, produce, f) != 0)
        return -1;
    void *line = NULL;
    for (;;) {
        if (chan_recv(f->lines, &line) != 0)
            break;
        if (line == f) {
            chan_close(f->lines); // expect: channel-close-by-receiver
            break;
        }
    }
    pthread_join(t, NULL);
    return 0;
}
