/* A failed read lets go of the lock before it jumps back in front of the wait. */
#include <pthread.h>
#include <unistd.h>

struct spool {
    pthread_mutex_t mtx;
    pthread_cond_t filled;
    int fd, pending;
};

int spool_read(struct spool *s, char *buf, int len)
{
    int n;

    pthread_mutex_lock(&s->mtx);
again:
    while (s->pending == 0)
        pthread_cond_wait(&s->filled, &s->mtx); // expect: cond-wait-unlocked
    s->pending--;
    pthread_mutex_unlock(&s->mtx); // expect: lock-not-held
    n = (int)read(s->fd, buf, (size_t)len);
    if (n == 0)
        goto again;
    return n;
}
