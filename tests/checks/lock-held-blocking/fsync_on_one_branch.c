/* Only the durable variant syncs, and it syncs under the lock. */
#include <pthread.h>
#include <unistd.h>

struct wal {
    pthread_mutex_t lock;
    int fd, durable;
    long end;
};

int wal_append(struct wal *w, const void *rec, size_t n)
{
    int rc = 0;

    pthread_mutex_lock(&w->lock);
    if (write(w->fd, rec, n) != (ssize_t)n) {
        rc = -1;
        goto out;
    }
    w->end += (long)n;
    if (w->durable)
        rc = fsync(w->fd); // expect: lock-held-blocking
out:
    pthread_mutex_unlock(&w->lock);
    return rc;
}
