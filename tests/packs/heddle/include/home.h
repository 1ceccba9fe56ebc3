/* A library's primitives, annotated: what is in tests/packs/heddle is made of them. */
#ifndef HOME_H
#define HOME_H
#include <heddle/heddle.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct spin { atomic_int word; };
static inline void spin_init(struct spin *s)
{
    heddle_lock_init(s, 0);
    atomic_store(&s->word, 0);
}
static inline void spin_lock(struct spin *s)
{
    heddle_lock_before_acquire(s, HEDDLE_EXCLUSIVE);
    while (atomic_exchange(&s->word, 1))
        ;
    heddle_lock_acquired(s, HEDDLE_EXCLUSIVE);
}
static inline int spin_trylock(struct spin *s)
{
    if (atomic_exchange(&s->word, 1))
        return 0;
    heddle_lock_acquired(s, HEDDLE_EXCLUSIVE | HEDDLE_TRY);
    return 1;
}
static inline void spin_unlock(struct spin *s)
{
    heddle_lock_before_release(s);
    atomic_store(&s->word, 0);
    heddle_lock_released(s);
}
static inline void spin_destroy(struct spin *s) { heddle_lock_destroy(s); }

struct rw { pthread_mutex_t guard; pthread_cond_t change; int readers, writer; };
static inline void rw_read(struct rw *l)
{
    heddle_lock_before_acquire(l, HEDDLE_SHARED);
    pthread_mutex_lock(&l->guard);
    while (l->writer)
        pthread_cond_wait(&l->change, &l->guard);
    l->readers++;
    pthread_mutex_unlock(&l->guard);
    heddle_lock_acquired(l, HEDDLE_SHARED);
}
static inline void rw_write(struct rw *l)
{
    heddle_lock_before_acquire(l, HEDDLE_EXCLUSIVE);
    pthread_mutex_lock(&l->guard);
    while (l->writer || l->readers)
        pthread_cond_wait(&l->change, &l->guard);
    l->writer = 1;
    pthread_mutex_unlock(&l->guard);
    heddle_lock_acquired(l, HEDDLE_EXCLUSIVE);
}
static inline void rw_done(struct rw *l)
{
    heddle_lock_before_release(l);
    pthread_mutex_lock(&l->guard);
    if (l->writer)
        l->writer = 0;
    else
        l->readers--;
    pthread_cond_broadcast(&l->change);
    pthread_mutex_unlock(&l->guard);
}

struct group { atomic_long count; };
static inline void group_init(struct group *g, long n)
{
    heddle_waitgroup_create(g, n);
    atomic_store(&g->count, n);
}
static inline void group_add(struct group *g, long n)
{
    heddle_waitgroup_add(g, n);
    atomic_fetch_add(&g->count, n);
}
static inline void group_done(struct group *g)
{
    heddle_waitgroup_done(g);
    atomic_fetch_sub(&g->count, 1);
}
static inline void group_wait(struct group *g)
{
    heddle_waitgroup_wait_begin(g);
    while (atomic_load(&g->count) > 0)
        ;
    heddle_waitgroup_wait_end(g, 1);
}
static inline void group_destroy(struct group *g) { heddle_waitgroup_destroy(g); }

struct chan { struct spin lock; int closed, count, item[8]; };
static inline struct chan *chan_new(void)
{
    struct chan *c = calloc(1, sizeof *c);
    if (c)
        heddle_channel_create(c, 0);
    return c;
}
static inline int chan_send(struct chan *c, int item)
{
    heddle_channel_send_begin(c);
    spin_lock(&c->lock);
    int ok = !c->closed && c->count < 8;
    if (ok)
        c->item[c->count++] = item;
    spin_unlock(&c->lock);
    heddle_channel_send_end(c);
    return ok ? 0 : -1;
}
static inline int chan_recv(struct chan *c, int *item)
{
    heddle_channel_recv_begin(c);
    spin_lock(&c->lock);
    int ok = c->count > 0;
    if (ok)
        *item = c->item[--c->count];
    spin_unlock(&c->lock);
    heddle_channel_recv_end(c);
    return ok;
}
static inline void chan_close(struct chan *c)
{
    heddle_channel_close(c);
    spin_lock(&c->lock);
    c->closed = 1;
    spin_unlock(&c->lock);
}
static inline void chan_free(struct chan *c)
{
    heddle_channel_destroy(c);
    free(c);
}

struct tick { long when; };
static inline struct tick *tick_new(void)
{
    struct tick *t = malloc(sizeof *t);
    if (t)
        heddle_timer_create(t);
    return t;
}
static inline void tick_arm(struct tick *t, long when)
{
    heddle_timer_arm(t);
    t->when = when;
}
static inline void tick_free(struct tick *t)
{
    heddle_timer_delete(t);
    free(t);
}
#endif
