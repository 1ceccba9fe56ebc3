/* Nobody gets at the table until the next client comes. */
#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>

struct listener {
    pthread_mutex_t lock;
    int fd, accepted;
};

int listener_next(struct listener *l)
{
    pthread_mutex_lock(&l->lock);
    int fd = accept(l->fd, NULL, NULL); // expect: lock-held-blocking
    if (fd >= 0)
        l->accepted++;
    pthread_mutex_unlock(&l->lock);
    return fd;
}
