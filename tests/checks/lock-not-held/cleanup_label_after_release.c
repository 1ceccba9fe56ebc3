/* Released for the slow call; its error goes to the label that releases again. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct store {
    pthread_mutex_t lock;
    int fd, gen;
};

int store_flush(struct store *s, size_t n)
{
    char *buf = malloc(n);
    int rc = -1;

    if (buf == NULL)
        return -1;
    pthread_mutex_lock(&s->lock);
    if (s->fd < 0)
        goto out;
    s->gen++;
    pthread_mutex_unlock(&s->lock);
    if (write(s->fd, buf, n) < 0)
        goto out;
    pthread_mutex_lock(&s->lock);
    s->gen++;
    rc = 0;
out:
    pthread_mutex_unlock(&s->lock); // expect: lock-not-held
    free(buf);
    return rc;
}
