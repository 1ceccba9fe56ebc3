/* What the other thread does is not known. */
#include "../../stubs/chan.h"
#include <pthread.h>

void *worker(void *arg);

int run(void *(*entry)(void *))
{
    pthread_t a, b;
    void *v = NULL;
    chan_t *c = chan_init(0);
    if (!c)
        return -1;
    chan_t *d = chan_init(0);
    if (!d || pthread_create(&a, NULL, worker, c) != 0) {
        chan_dispose(c);
        if (d)
            chan_dispose(d);
        return -1;
    }
    if (pthread_create(&b, NULL, entry, d) == 0) {
        chan_recv(d, &v);
        pthread_join(b, NULL);
    }
    chan_recv(c, &v);
    pthread_join(a, NULL);
    chan_dispose(c);
    chan_dispose(d);
    return 0;
}
