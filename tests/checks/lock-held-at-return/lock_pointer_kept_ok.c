// The address of the lock is kept: in an iterator, in a guard that is returned, in the parts of a
// whole. It is acquired under its own name and released through what was kept.
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct table {
    pthread_mutex_t lock;
    int n, row[8];
};

struct cursor {
    pthread_mutex_t *lock;
    struct table *table;
    int at;
};

static void cursor_start(struct cursor *c, struct table *t)
{
    c->table = t;
    c->at = 0;
    c->lock = &t->lock;
    pthread_mutex_lock(&t->lock);
}

static void cursor_end(struct cursor *c)
{
    if (c->lock)
        pthread_mutex_unlock(c->lock);
    c->lock = NULL;
}

int sum(struct table *t)
{
    struct cursor c;
    int s = 0;
    for (cursor_start(&c, t); c.at < t->n; c.at++) {
        if (t->row[c.at] < 0) {
            cursor_end(&c);
            return -1;
        }
        s += t->row[c.at];
    }
    cursor_end(&c);
    return s;
}

struct reader {
    pthread_mutex_t *lock;
    bool open;
    struct table *table;
};

struct reader *reader_new(struct table *t)
{
    struct reader *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->table = t;
    r->lock = &t->lock;
    pthread_mutex_lock(r->lock);
    r->open = true;
    return r;
}

void reader_free(struct reader *r)
{
    if (r->open)
        pthread_mutex_unlock(r->lock);
    free(r);
}

int first(struct table *t)
{
    struct reader *r = reader_new(t);
    if (!r)
        return -1;
    int v = t->n ? t->row[0] : 0;
    reader_free(r);
    return v;
}

struct guard {
    pthread_mutex_t *lock;
    bool held;
};

static struct guard guard(pthread_mutex_t *lock)
{
    struct guard g = {lock, true};
    pthread_mutex_lock(lock);
    return g;
}

static void try_guard(struct guard *g, pthread_mutex_t *lock)
{
    g->lock = lock;
    g->held = pthread_mutex_trylock(lock) == 0;
}

static void unguard(struct guard *g)
{
    if (g->held)
        pthread_mutex_unlock(g->lock);
    g->held = false;
}

int last(struct table *t)
{
    __attribute__((cleanup(unguard))) struct guard g = guard(&t->lock);
    if (!t->n)
        return -1;
    return t->row[t->n - 1];
}

int try_last(struct table *t)
{
    struct guard g;
    try_guard(&g, &t->lock);
    int v = g.held && t->n ? t->row[t->n - 1] : -1;
    unguard(&g);
    return v;
}

struct part {
    pthread_rwlock_t *lock;
    int v;
};

struct whole {
    pthread_rwlock_t lock;
    struct part part[4];
};

void whole_init(struct whole *w)
{
    pthread_rwlock_init(&w->lock, NULL);
    for (int i = 0; i < 4; i++)
        w->part[i].lock = &w->lock;
}

static void part_done(struct part *p)
{
    pthread_rwlock_unlock(p->lock);
}

int part_get(struct whole *w, int i)
{
    pthread_rwlock_rdlock(&w->lock);
    int v = w->part[i].v;
    part_done(&w->part[i]);
    return v;
}

static struct reader *current; /* one for all */

static int start(struct table *t)
{
    current = calloc(1, sizeof *current);
    if (!current)
        return -1;
    current->table = t;
    current->lock = &t->lock;
    pthread_mutex_lock(&t->lock);
    current->open = true;
    return 0;
}

static int finish(void)
{
    if (!current->open)
        return -1;
    pthread_mutex_unlock(current->lock);
    current->open = false;
    return 0;
}

static void finish_other(struct reader *r, int log)
{
    if (log)
        r->table->n++;
    pthread_mutex_unlock(r->lock);
}

int main(void)
{
    static struct table t = {.lock = PTHREAD_MUTEX_INITIALIZER};
    if (start(&t))
        return 1;
    finish();
    pthread_mutex_lock(&t.lock);
    t.n++;
    finish_other(current, 1);
    static struct whole w;
    whole_init(&w);
    return sum(&t) + first(&t) + last(&t) + try_last(&t) + part_get(&w, 1);
}
