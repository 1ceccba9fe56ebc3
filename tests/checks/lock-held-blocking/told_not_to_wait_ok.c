/* The callee sleeps only when it is told to; under the lock nobody tells it. */
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
    int r = fetch(l, to, n, wait);
    if (r < 0 && wait)
        sleep(1);
    return r;
}

int link_poll(struct link *l, void *to, unsigned n)
{
    pthread_mutex_lock(&l->lock);
    int r = link_read(l, to, n, false);
    if (r < 0)
        l->lost++;
    pthread_mutex_unlock(&l->lock);
    return r;
}

int link_wait(struct link *l, void *to, unsigned n)
{
    return link_read(l, to, n, true);
}
