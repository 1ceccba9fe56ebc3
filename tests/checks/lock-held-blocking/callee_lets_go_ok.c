/* Whoever comes to sleep has given the caller's lock back first, a few calls down. */
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

struct zone {
    pthread_mutex_t lock;
    int inflight, fd;
};

static void quiesce(struct zone *z)
{
    struct pollfd p = {.fd = z->fd, .events = POLLIN};
    while (poll(&p, 1, 1000) == 0)
        ;
}

static void reap(struct zone *z)
{
    usleep(100000);
    quiesce(z);
}

static void wait_idle(struct zone *z)
{
    pthread_mutex_unlock(&z->lock);
    reap(z);
    pthread_mutex_lock(&z->lock);
}

static void zone_finish(struct zone *z)
{
    while (z->inflight > 0)
        wait_idle(z);
}

void zone_reset(struct zone *z)
{
    pthread_mutex_lock(&z->lock);
    zone_finish(z);
    z->inflight = 0;
    pthread_mutex_unlock(&z->lock);
}
