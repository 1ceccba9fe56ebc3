/* The creator waits until the thread has copied its argument. */
#include <pthread.h>
#include <semaphore.h>

struct start {
    int fd;
    sem_t taken;
};

static void *serve(void *arg)
{
    struct start *s = arg;
    int fd = s->fd;
    sem_post(&s->taken);
    return fd < 0 ? NULL : NULL;
}

int launch(int fd)
{
    struct start s = {.fd = fd};
    pthread_t t;
    sem_init(&s.taken, 0, 0);
    if (pthread_create(&t, NULL, serve, &s) != 0)
        return -1;
    sem_wait(&s.taken);
    sem_destroy(&s.taken);
    pthread_detach(t);
    return 0;
}
