/* The thread's entry function returns with the lock it took for its first step. */
#include <pthread.h>
#include <stddef.h>

struct conn {
    pthread_mutex_t lock;
    int fd, err;
};

static int handshake(struct conn *c)
{
    return c->fd >= 0 ? 0 : -1;
}

static void *conn_main(void *arg)
{
    struct conn *c = arg;

    pthread_mutex_lock(&c->lock);
    if (handshake(c) < 0) {
        c->err = 1;
        return NULL; // expect: lock-held-at-exit
    }
    pthread_mutex_unlock(&c->lock);
    return c;
}

int conn_start(struct conn *c)
{
    pthread_t t;
    if (pthread_create(&t, NULL, conn_main, c) != 0)
        return -1;
    return pthread_detach(t);
}
