/* Every thread has a channel of its own. */
#include "../../stubs/chan.h"
#include <pthread.h>

static void *produce(void *arg)
{
    chan_t *c = arg;
    chan_send(c, c);
    chan_close(c);
    return NULL;
}

int run(chan_t **c, pthread_t *t, int n)
{
    int started = 0;
    for (int i = 0; i < n; i++)
        if (pthread_create(&t[i], NULL, produce, c[i]) == 0)
            started++;
    for (int i = 0; i < started; i++)
        pthread_join(t[i], NULL);
    return started;
}
