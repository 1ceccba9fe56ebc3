/* The handle goes to the caller, the data die with this function. */
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

struct request {
    int fd, timeout;
    bool verbose;
};

struct server {
    pthread_t acceptor;
    bool up;
};

void *accept_loop(void *arg);

int server_start(struct server *s, int fd)
{
    struct request r;
    memset(&r, 0, sizeof r);
    r.fd = fd;
    if (pthread_create(&s->acceptor, NULL, accept_loop, &r)) // expect: thread-arg-lifetime
        return -1;
    s->up = true;
    return 0;
}

int start_one(pthread_t *out, int fd)
{
    return pthread_create(out, NULL, accept_loop, &fd); // expect: thread-arg-lifetime
}

void server_stop(struct server *s)
{
    if (s->up)
        pthread_join(s->acceptor, NULL);
    s->up = false;
}
