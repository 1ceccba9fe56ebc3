/* There is a flag, but the loop only counts with it. */
#include <pthread.h>

struct meter {
    pthread_mutex_t lock;
    pthread_t thread;
    int quit;
    long idle, busy;
};

static void *measure(void *arg)
{
    struct meter *m = arg;
    for (;;) {
        pthread_mutex_lock(&m->lock); // expect: thread-unstoppable
        if (m->quit)
            m->idle++;
        else
            m->busy++;
        pthread_mutex_unlock(&m->lock);
    }
    return NULL;
}

int meter_start(struct meter *m)
{
    m->quit = 0;
    return pthread_create(&m->thread, NULL, measure, m);
}

void meter_close(struct meter *m)
{
    pthread_mutex_lock(&m->lock);
    m->quit = 1;
    pthread_mutex_unlock(&m->lock);
    pthread_join(m->thread, NULL);
}
