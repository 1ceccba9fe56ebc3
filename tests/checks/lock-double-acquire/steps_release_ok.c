/* Each step of the table gives the lock back; the caller acquires it anew. */
#include <pthread.h>

struct machine {
    pthread_mutex_t lock;
    int state;
};

static int idle(struct machine *m)
{
    m->state = 1;
    pthread_mutex_unlock(&m->lock);
    return 0;
}

static int busy(struct machine *m)
{
    m->state = 0;
    pthread_mutex_unlock(&m->lock);
    return 1;
}

static int (*const step[])(struct machine *) = {idle, busy};

int machine_twice(struct machine *m)
{
    pthread_mutex_lock(&m->lock);
    step[m->state & 1](m);
    pthread_mutex_lock(&m->lock);
    return step[m->state & 1](m);
}
