/* connect_to() resolves a name and connects; the cluster is locked meanwhile. */
#include <netdb.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>

struct cluster {
    pthread_rwlock_t lock;
    int fds[8], n;
};

static int connect_to(const char *host)
{
    struct addrinfo *ai;
    int fd = -1;

    if (getaddrinfo(host, "7000", NULL, &ai) != 0)
        return -1;
    fd = socket(ai->ai_family, SOCK_STREAM, 0);
    freeaddrinfo(ai);
    return fd;
}

int cluster_add(struct cluster *c, const char *host)
{
    pthread_rwlock_wrlock(&c->lock);
    int fd = c->n < 8 ? connect_to(host) : -1; // expect: lock-held-blocking
    if (fd >= 0)
        c->fds[c->n++] = fd;
    pthread_rwlock_unlock(&c->lock);
    return fd;
}
