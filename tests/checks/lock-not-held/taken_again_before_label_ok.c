/* Every way to the label takes the lock again first. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct store {
    pthread_mutex_t lock;
    int fd, gen;
};

int store_flush(struct store *s, size_t n)
{
    char *buf;
    int rc = -1;

    pthread_mutex_lock(&s->lock);
    if (s->fd < 0)
        goto out;
    pthread_mutex_unlock(&s->lock);
    buf = malloc(n);
    if (buf == NULL) {
        pthread_mutex_lock(&s->lock);
        goto out;
    }
    rc = write(s->fd, buf, n) < 0 ? -1 : 0;
    free(buf);
    pthread_mutex_lock(&s->lock);
    if (rc == 0)
        s->gen++;
out:
    pthread_mutex_unlock(&s->lock);
    return rc;
}
