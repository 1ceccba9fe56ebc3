/* A field: the close function signals the thread after its helper has joined it. */
#include <pthread.h>
#include <signal.h>

struct feed {
    pthread_t thread;
    int fd;
};

static void feed_wait(struct feed *f)
{
    pthread_join(f->thread, NULL);
}

void feed_close(struct feed *f)
{
    feed_wait(f);
    pthread_kill(f->thread, SIGTERM); // expect: thread-use-after-join
    f->fd = -1;
}
