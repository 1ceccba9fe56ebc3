/* Two locks of one record, in an array: the read side and the write side. */
#include <pthread.h>

enum { RD, WR };
struct stream {
    pthread_mutex_t side[2];
    int in, out;
};

static void *pump(void *arg)
{
    struct stream *s = arg;
    pthread_mutex_lock(&s->side[RD]);
    pthread_mutex_lock(&s->side[WR]); // expect: lock-order-cycle
    s->out += s->in;
    pthread_mutex_unlock(&s->side[WR]);
    pthread_mutex_unlock(&s->side[RD]);
    return NULL;
}

static void flush(struct stream *s)
{
    pthread_mutex_lock(&s->side[WR]);
    s->out = 0;
    pthread_mutex_lock(&s->side[RD]);
    s->in = 0;
    pthread_mutex_unlock(&s->side[RD]);
    pthread_mutex_unlock(&s->side[WR]);
}

int main(void)
{
    static struct stream s = {{PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER}, 0, 0};
    pthread_t t;
    if (pthread_create(&t, NULL, pump, &s))
        return 1;
    flush(&s);
    pthread_join(t, NULL);
    return 0;
}
