/* The helper that connects releases its caller's lock first. */
#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>

struct link {
    pthread_mutex_t lock;
    int fd, up;
    struct sockaddr addr;
};

static int link_connect_unlocked(struct link *l)
{
    struct sockaddr a = l->addr;
    int fd = l->fd;

    pthread_mutex_unlock(&l->lock);
    int rc = connect(fd, &a, sizeof a);
    pthread_mutex_lock(&l->lock);
    return rc;
}

int link_up(struct link *l)
{
    int rc = 0;
    pthread_mutex_lock(&l->lock);
    if (!l->up && (rc = link_connect_unlocked(l)) == 0)
        l->up = 1;
    pthread_mutex_unlock(&l->lock);
    return rc;
}
