#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct peer {
    pthread_mutex_t lock;
    int fd, n;
};

void slow_close(struct peer *p)
{
    pthread_mutex_lock(&p->lock);
    fsync(p->fd); // expect: lock-held-blocking
    p->n = 0;
    pthread_mutex_unlock(&p->lock);
}

void forever(struct peer *p, struct pollfd *fds)
{
    pthread_mutex_lock(&p->lock);
    p->n = poll(fds, 1, -1); // expect: lock-held-blocking
    pthread_mutex_unlock(&p->lock);
}

void freed_held(struct peer *p)
{
    pthread_mutex_lock(&p->lock);
    p->n = 0;
    free(p); // expect: lock-destroyed-held
}
