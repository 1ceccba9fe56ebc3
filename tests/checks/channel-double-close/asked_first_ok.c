#include "../../stubs/chan.h"
#include <pthread.h>

static void *produce(void *arg)
{
    chan_t *c = arg;
    chan_send(c, c);
    if (!chan_is_closed(c))
        chan_close(c);
    return NULL;
}

void run(chan_t *c)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, produce, c) != 0)
        return;
    if (pthread_create(&b, NULL, produce, c) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
}
