/* The same callee, told to wait under the lock; and a loop that holds the lock once around. */
#include <pthread.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

struct link {
    pthread_mutex_t lock;
    int fd, lost;
};

static int fetch(struct link *l, void *to, unsigned n, bool wait)
{
    if (!wait)
        return (int)recv(l->fd, to, n, MSG_DONTWAIT);
    return (int)recv(l->fd, to, n, 0);
}

static int link_read(struct link *l, void *to, unsigned n, bool wait)
{
    return fetch(l, to, n, wait);
}

int link_drain(struct link *l, void *to, unsigned n)
{
    pthread_mutex_lock(&l->lock);
    int r = link_read(l, to, n, false);
    while (r > 0)
        r = link_read(l, to, n, true); // expect: lock-held-blocking
    pthread_mutex_unlock(&l->lock);
    return r;
}

void link_flush(struct link *l)
{
    pthread_mutex_lock(&l->lock);
    l->lost = 0;
    if (fsync(l->fd) < 0) // expect: lock-held-blocking
        l->lost++;
    pthread_mutex_unlock(&l->lock);
}
