/* Zero time-outs and flags: none of these calls waits. */
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/wait.h>

struct hub {
    pthread_mutex_t lock;
    struct pollfd fds[8];
    int n, dead;
};

int hub_check(struct hub *h)
{
    char c;

    pthread_mutex_lock(&h->lock);
    int ready = poll(h->fds, (nfds_t)h->n, 0);
    if (ready > 0 && recv(h->fds[0].fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
        h->dead++;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        h->dead++;
    pthread_mutex_unlock(&h->lock);
    return ready;
}
