/* One bit of a flags argument decides about both. */
#include <pthread.h>

enum { F_LOCK = 1, F_CLEAR = 2, F_KEEP = 4 };

struct buf {
    pthread_mutex_t lock;
    int len;
};

int buf_do(struct buf *b, unsigned flags)
{
    int len;

    if (flags & F_LOCK)
        pthread_mutex_lock(&b->lock);
    len = b->len;
    if (flags & F_CLEAR)
        b->len = 0;
    if (flags & F_LOCK)
        pthread_mutex_unlock(&b->lock);
    return len;
}
