/* Consumer and producer are threads of the same creator. */
#include "../../stubs/chan.h"
#include <pthread.h>

int handle(void *v);

static void *produce(void *arg)
{
    chan_t *c = arg;
    for (;;)
        if (chan_send(c, &arg) != 0)
            return NULL;
}

static void *consume(void *arg)
{
    chan_t *c = arg;
    void *v;
    while (chan_recv(c, &v) == 0)
        if (handle(v) < 0)
            break;
    chan_close(c); // expect: channel-close-by-receiver
    return NULL;
}

void run(chan_t *c)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, produce, c) != 0)
        return;
    if (pthread_create(&b, NULL, consume, c) == 0)
        pthread_join(b, NULL);
    pthread_join(a, NULL);
}
