/* The slow call is made before the lock is acquired, or after it is released. */
#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

struct listener {
    pthread_mutex_t lock;
    int fd, accepted;
};

int listener_next(struct listener *l)
{
    int fd = accept(l->fd, NULL, NULL);
    pthread_mutex_lock(&l->lock);
    if (fd >= 0)
        l->accepted++;
    pthread_mutex_unlock(&l->lock);
    if (fd < 0)
        usleep(1000);
    return fd;
}
