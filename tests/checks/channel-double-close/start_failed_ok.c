/* Closed here only when no thread does. */
#include "../../stubs/chan.h"
#include <pthread.h>

static void *produce(void *arg)
{
    chan_t *c = arg;
    chan_send(c, c);
    chan_close(c);
    return NULL;
}

int run(chan_t *c)
{
    pthread_t t;
    if (pthread_create(&t, NULL, produce, c) != 0) {
        chan_close(c);
        return -1;
    }
    pthread_join(t, NULL);
    return 0;
}
