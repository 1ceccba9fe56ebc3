/* open() cleans up after itself, and so does its caller. */
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
    if (db_setup(d, fd) != 0) {
        pthread_mutex_destroy(&d->lock); // expect: lock-use-after-destroy
        return -1;
    }
    return 0;
}
