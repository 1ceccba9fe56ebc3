#include <pthread.h>

#include "net.h"

struct session {
    pthread_mutex_t lock;
    int fd, frames;
    char buf[512];
};

int session_step(struct session *s)
{
    pthread_mutex_lock(&s->lock);
    int n = net_read_frame(s->fd, s->buf, (int)sizeof s->buf); // expect: lock-held-blocking
    if (n > 0)
        s->frames++;
    pthread_mutex_unlock(&s->lock);
    return n;
}
