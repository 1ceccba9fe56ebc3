/* Every attempt starts a reader; when the handshake fails the next attempt overwrites the handle. */
#include <pthread.h>
#include <unistd.h>

struct conn {
    int fd;
    pthread_t reader;
};

int conn_dial(struct conn *c);
int conn_handshake(struct conn *c);
void *conn_read(void *arg);

int conn_connect(struct conn *c, int attempts)
{
    for (int i = 0; i < attempts; i++) {
        if (conn_dial(c) != 0)
            continue;
        if (pthread_create(&c->reader, NULL, conn_read, c) != 0) { // expect: thread-leak
            close(c->fd);
            continue;
        }
        if (conn_handshake(c) == 0)
            return 0;
        close(c->fd);
    }
    return -1;
}

void conn_disconnect(struct conn *c)
{
    close(c->fd);
    pthread_join(c->reader, NULL);
}
