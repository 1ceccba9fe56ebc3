#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct peer {
    pthread_mutex_t lock;
    int fd, n;
};

/* none of these waits */
void quick(struct peer *p, struct pollfd *fds, char *buf)
{
    pthread_mutex_lock(&p->lock);
    p->n = poll(fds, 1, 0);
    p->n += (int)recv(p->fd, buf, 10, MSG_DONTWAIT);
    p->n += waitpid(-1, NULL, WNOHANG);
    pthread_mutex_unlock(&p->lock);
}

void dies_holding(struct peer *p)
{
    pthread_mutex_lock(&p->lock);
    if (p->fd < 0) {
        fprintf(stderr, "no peer\n");
        exit(1);
    }
    if (p->n > 1000)
        abort();
    p->n++;
    pthread_mutex_unlock(&p->lock);
}

struct peer *peer_new(int fd)
{
    struct peer *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    if (pthread_mutex_init(&p->lock, NULL) != 0) {
        free(p);
        return NULL;
    }
    p->fd = fd;
    return p;
}

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static int compared;

static int by_fd(const void *a, const void *b)
{
    compared++;
    return ((const struct peer *)a)->fd - ((const struct peer *)b)->fd;
}

void sort(struct peer *list, size_t n)
{
    pthread_mutex_lock(&order);
    qsort(list, n, sizeof *list, by_fd);
    pthread_mutex_unlock(&order);
}
