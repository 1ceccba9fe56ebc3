// The path that forgets the lock leaves another status in memory than the path that does not: that
// tells nobody about the lock.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum state { IDLE, OPEN, BROKEN };

struct conn {
    pthread_mutex_t mutex;
    enum state state;
    int fd, error;
    bool running;
};

int connect_to(struct conn *c);

void conn_open(struct conn *c, int *error)
{
    pthread_mutex_lock(&c->mutex);
    c->fd = connect_to(c);
    if (c->fd < 0) {
        c->state = BROKEN;
        c->running = true;
        *error = -1;
        return; // expect: lock-held-at-return
    }
    c->state = OPEN;
    c->running = false;
    *error = 0;
    pthread_mutex_unlock(&c->mutex);
}
