/* The producer closes when it is through, and so does its creator. */
#include "../../stubs/chan.h"
#include <pthread.h>

struct feed {
    chan_t *lines;
    int n;
};

static void *produce(void *arg)
{
    struct feed *f = arg;
    for (int i = 0; i < f->n; i++)
        chan_send(f->lines, f);
    chan_close(f->lines);
    return NULL;
}

int feed_run(struct feed *f)
{
    pthread_t t;
    if (pthread_create(&t, NULL, produce, f) != 0)
        return -1;
    void *line;
    while (chan_recv(f->lines, &line) == 0)
        f->n--;
    pthread_join(t, NULL);
    chan_close(f->lines); // expect: channel-double-close
    return 0;
}
