/* The loop offers a cancellation point, and the stop function uses it. */
#include <pthread.h>

struct spinner {
    pthread_mutex_t lock;
    pthread_t thread;
    unsigned long rounds;
};

static void *spin(void *arg)
{
    struct spinner *s = arg;
    for (;;) {
        pthread_mutex_lock(&s->lock);
        s->rounds++;
        pthread_mutex_unlock(&s->lock);
        pthread_testcancel();
    }
    return NULL;
}

int spinner_start(struct spinner *s)
{
    return pthread_create(&s->thread, NULL, spin, s);
}

void spinner_stop(struct spinner *s)
{
    pthread_cancel(s->thread);
    pthread_join(s->thread, NULL);
}
