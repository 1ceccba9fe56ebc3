/* The name is made from the numbers; nobody is asked for it. */
#include <netdb.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>

struct peer {
    pthread_mutex_t lock;
    struct sockaddr_storage addr;
    socklen_t len;
    char host[64];
};

int peer_describe(struct peer *p)
{
    pthread_mutex_lock(&p->lock);
    int rc = getnameinfo((struct sockaddr *)&p->addr, p->len, p->host, sizeof p->host, NULL, 0,
                         NI_NUMERICHOST | NI_NUMERICSERV);
    pthread_mutex_unlock(&p->lock);
    return rc;
}
