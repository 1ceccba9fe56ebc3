/* The handle is a field; the stop function has nothing to stop the thread with. */
#include <pthread.h>

struct spinner {
    pthread_mutex_t lock;
    pthread_t thread;
    unsigned long rounds;
};

static void turn(struct spinner *s)
{
    pthread_mutex_lock(&s->lock);
    s->rounds++;
    pthread_mutex_unlock(&s->lock);
}

static void *spin(void *arg)
{
    struct spinner *s = arg;
    while (1)
        turn(s); // expect: thread-unstoppable
    return NULL;
}

int spinner_start(struct spinner *s)
{
    return pthread_create(&s->thread, NULL, spin, s);
}

void spinner_stop(struct spinner *s)
{
    pthread_join(s->thread, NULL);
}
