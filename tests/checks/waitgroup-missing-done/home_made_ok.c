/* Used well; and counters that are something else: places in a buffer, readers of a table. */
#include <pthread.h>
#include <stddef.h>

struct wait_group {
    pthread_mutex_t lock;
    pthread_cond_t zero;
    int count;
};

void wg_init(struct wait_group *g)
{
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->zero, NULL);
    g->count = 0;
}

void wg_add(struct wait_group *g, int n)
{
    pthread_mutex_lock(&g->lock);
    g->count += n;
    pthread_mutex_unlock(&g->lock);
}

void wg_done(struct wait_group *g)
{
    pthread_mutex_lock(&g->lock);
    if (--g->count == 0)
        pthread_cond_broadcast(&g->zero);
    pthread_mutex_unlock(&g->lock);
}

void wg_wait(struct wait_group *g)
{
    pthread_mutex_lock(&g->lock);
    while (g->count > 0)
        pthread_cond_wait(&g->zero, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

struct slots {
    pthread_mutex_t lock;
    pthread_cond_t some;
    int free;
};

void slot_take(struct slots *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->free == 0)
        pthread_cond_wait(&s->some, &s->lock);
    s->free--;
    pthread_mutex_unlock(&s->lock);
}

void slot_give(struct slots *s)
{
    pthread_mutex_lock(&s->lock);
    s->free++;
    pthread_cond_signal(&s->some);
    pthread_mutex_unlock(&s->lock);
}

struct table {
    pthread_mutex_t lock;
    pthread_cond_t idle;
    int readers, writer;
};

void table_read(struct table *t)
{
    pthread_mutex_lock(&t->lock);
    while (t->writer)
        pthread_cond_wait(&t->idle, &t->lock);
    t->readers++;
    pthread_mutex_unlock(&t->lock);
}

void table_read_end(struct table *t)
{
    pthread_mutex_lock(&t->lock);
    if (--t->readers == 0)
        pthread_cond_broadcast(&t->idle);
    pthread_mutex_unlock(&t->lock);
}

void table_write(struct table *t)
{
    pthread_mutex_lock(&t->lock);
    while (t->readers > 0 || t->writer)
        pthread_cond_wait(&t->idle, &t->lock);
    t->writer = 1;
    pthread_mutex_unlock(&t->lock);
}

struct job {
    struct wait_group *g;
    struct table *t;
    struct slots *s;
};

int load(struct table *t);

static void *work(void *arg)
{
    struct job *j = arg;
    slot_take(j->s);
    table_read(j->t);
    int rc = load(j->t);
    if (rc >= 0)
        slot_give(j->s);
    table_read_end(j->t);
    wg_done(j->g);
    return NULL;
}

int run(struct job *j)
{
    pthread_t a;
    wg_add(j->g, 1);
    if (pthread_create(&a, NULL, work, j) != 0) {
        wg_done(j->g);
        return -1;
    }
    wg_wait(j->g);
    table_write(j->t);
    return pthread_join(a, NULL);
}
