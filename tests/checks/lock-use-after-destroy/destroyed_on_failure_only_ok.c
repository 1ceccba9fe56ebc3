/* Where the setup failed its lock is gone, and the caller does not touch it. */
#include <pthread.h>

struct db {
    pthread_mutex_t lock;
    int fd;
};

static int db_setup(struct db *d, int fd)
{
    pthread_mutex_init(&d->lock, NULL);
    if (fd < 0) {
        pthread_mutex_destroy(&d->lock);
        return -1;
    }
    d->fd = fd;
    return 0;
}

int db_open(struct db *d, int fd)
{
    int rc = db_setup(d, fd);
    if (rc != 0)
        return rc;
    pthread_mutex_lock(&d->lock);
    d->fd = fd + 1;
    pthread_mutex_unlock(&d->lock);
    return 0;
}
