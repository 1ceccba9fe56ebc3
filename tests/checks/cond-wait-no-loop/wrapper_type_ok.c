/* A portable layer: its wait cannot know the predicate; users loop. */
#include <pthread.h>

typedef struct {
    pthread_mutex_t m;
} os_mutex;
typedef struct {
    pthread_cond_t c;
} os_cond;

static void os_lock(os_mutex *m)
{
    pthread_mutex_lock(&m->m);
}

static void os_unlock(os_mutex *m)
{
    pthread_mutex_unlock(&m->m);
}

static int os_cond_wait(os_cond *c, os_mutex *m, const struct timespec *until)
{
    if (until)
        return pthread_cond_timedwait(&c->c, &m->m, until);
    return pthread_cond_wait(&c->c, &m->m);
}

struct ring {
    os_mutex lock;
    os_cond space;
    unsigned head, tail;
};

void ring_put(struct ring *r)
{
    os_lock(&r->lock);
    while (r->head - r->tail == 16)
        os_cond_wait(&r->space, &r->lock, 0);
    r->head++;
    os_unlock(&r->lock);
}

void ring_get(struct ring *r)
{
    os_lock(&r->lock);
    r->tail++;
    pthread_cond_signal(&r->space.c);
    os_unlock(&r->lock);
}
