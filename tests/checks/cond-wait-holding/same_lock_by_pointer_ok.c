/* The only lock held is the one that the wait gives up, under another name. */
#include <pthread.h>

struct monitor {
    pthread_mutex_t *lock;
    pthread_cond_t cond;
    int state;
};

struct engine {
    pthread_mutex_t lock;
    struct monitor mon;
};

void engine_wait(struct engine *e)
{
    struct monitor *m = &e->mon;

    pthread_mutex_lock(&e->lock);
    while (m->state == 0)
        pthread_cond_wait(&m->cond, m->lock);
    pthread_mutex_unlock(&e->lock);
}

void engine_go(struct engine *e)
{
    pthread_mutex_lock(e->mon.lock);
    e->mon.state = 1;
    pthread_cond_signal(&e->mon.cond);
    pthread_mutex_unlock(e->mon.lock);
}
