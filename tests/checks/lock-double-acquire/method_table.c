/* The call goes through a table of functions; the only table has a flush that acquires. */
#include <pthread.h>

struct sink;
struct sink_ops {
    int (*write)(struct sink *s, const char *text);
    int (*flush)(struct sink *s);
};
struct sink {
    const struct sink_ops *ops;
    pthread_mutex_t lock;
    int used;
    char buf[256];
};

static int file_flush(struct sink *s)
{
    pthread_mutex_lock(&s->lock);
    s->used = 0;
    pthread_mutex_unlock(&s->lock);
    return 0;
}

static int file_write(struct sink *s, const char *text)
{
    int rc = 0;
    pthread_mutex_lock(&s->lock);
    for (; *text; text++) {
        if (s->used == (int)sizeof s->buf)
            rc = s->ops->flush(s); // expect: lock-double-acquire
        if (rc < 0)
            break;
        s->buf[s->used++] = *text;
    }
    pthread_mutex_unlock(&s->lock);
    return rc;
}

const struct sink_ops file_ops = {.write = file_write, .flush = file_flush};
