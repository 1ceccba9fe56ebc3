/* The handle names a new thread by then. */
#include <pthread.h>
#include <signal.h>

struct feed {
    pthread_t thread;
    int fd;
};

void *feed_main(void *arg);

int feed_restart(struct feed *f)
{
    pthread_join(f->thread, NULL);
    if (pthread_create(&f->thread, NULL, feed_main, f) != 0)
        return -1;
    return pthread_kill(f->thread, SIGUSR1);
}
