#include "../../stubs/chan.h"
#include <pthread.h>

struct crew {
    pthread_mutex_t lock;
    int left;
    chan_t *out;
};

static void *produce(void *arg)
{
    struct crew *crew = arg;
    chan_send(crew->out, crew);
    pthread_mutex_lock(&crew->lock);
    int last = --crew->left == 0;
    pthread_mutex_unlock(&crew->lock);
    if (last)
        chan_close(crew->out);
    return NULL;
}

int crew_run(struct crew *crew)
{
    pthread_t t[4];
    int n = 0;
    crew->left = 4;
    while (n < 4 && pthread_create(&t[n], NULL, produce, crew) == 0)
        n++;
    void *v;
    while (chan_recv(crew->out, &v) == 0)
        continue;
    for (int i = 0; i < n; i++)
        pthread_join(t[i], NULL);
    return n;
}
