/* The thread sends the answer. */
#include "../../stubs/chan.h"
#include <pthread.h>

struct query {
    int key;
    chan_t *answer;
};

static void *look_up(void *arg)
{
    struct query *q = arg;
    q->key++;
    chan_send(q->answer, q);
    return NULL;
}

int ask(int key)
{
    pthread_t t;
    void *v = NULL;
    struct query q = {key, chan_init(0)};
    if (!q.answer)
        return -1;
    if (pthread_create(&t, NULL, look_up, &q) != 0) {
        chan_dispose(q.answer);
        return -1;
    }
    chan_recv(q.answer, &v);
    pthread_join(t, NULL);
    chan_dispose(q.answer);
    return q.key;
}
