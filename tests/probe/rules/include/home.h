/* Primitives of a program's own making, annotated for heddle: a lock, a wait group, a channel, a timer. They are made
 * of atomic words and polling, so the probe sees nothing of them but the annotations. C and C++.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_HOME_H
#define HEDDLE_TESTS_HOME_H

#include <heddle/heddle.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "order.h"

#define HOME static __attribute__((unused, noinline))

/* ---- a lock ---- */
struct spin {
    int word;
};

HOME void spin_init(struct spin *s)
{
    heddle_lock_init(s, 0);
    s->word = 0;
}

HOME void spin_lock(struct spin *s)
{
    heddle_lock_before_acquire(s, HEDDLE_EXCLUSIVE);
    while (__atomic_exchange_n(&s->word, 1, __ATOMIC_ACQUIRE))
        usleep(500);
    heddle_lock_acquired(s, HEDDLE_EXCLUSIVE);
}

HOME int spin_trylock(struct spin *s)
{
    if (__atomic_exchange_n(&s->word, 1, __ATOMIC_ACQUIRE))
        return 0;
    heddle_lock_acquired(s, HEDDLE_EXCLUSIVE | HEDDLE_TRY);
    return 1;
}

HOME void spin_unlock(struct spin *s)
{
    heddle_lock_before_release(s);
    __atomic_store_n(&s->word, 0, __ATOMIC_RELEASE);
}

HOME void spin_destroy(struct spin *s)
{
    heddle_lock_destroy(s);
}

/* ---- a wait group ---- */
struct group {
    long count;
};

HOME void group_init(struct group *g, long count)
{
    heddle_waitgroup_create(g, count);
    __atomic_store_n(&g->count, count, __ATOMIC_RELEASE);
}

HOME void group_add(struct group *g, long n)
{
    heddle_waitgroup_add(g, n);
    __atomic_fetch_add(&g->count, n, __ATOMIC_ACQ_REL);
}

HOME void group_done(struct group *g)
{
    heddle_waitgroup_done(g);
    __atomic_fetch_sub(&g->count, 1, __ATOMIC_ACQ_REL);
}

HOME void group_wait(struct group *g)
{
    heddle_waitgroup_wait_begin(g);
    while (__atomic_load_n(&g->count, __ATOMIC_ACQUIRE) > 0)
        usleep(500);
    heddle_waitgroup_wait_end(g, 1);
}

/* As above, but the waiter comes back late: it has seen zero at step `seen`, and returns at `back`. */
HOME void group_wait_slow(struct group *g, int seen, int back)
{
    heddle_waitgroup_wait_begin(g);
    while (__atomic_load_n(&g->count, __ATOMIC_ACQUIRE) > 0)
        usleep(500);
    order_reach(seen);
    order_await(back);
    heddle_waitgroup_wait_end(g, 1);
}

/* 1 when the count came to zero within `ms`. */
HOME int group_wait_for(struct group *g, int ms)
{
    int drained;

    heddle_waitgroup_wait_begin(g);
    while (!(drained = __atomic_load_n(&g->count, __ATOMIC_ACQUIRE) <= 0) && ms-- > 0)
        usleep(1000);
    heddle_waitgroup_wait_end(g, drained);
    return drained;
}

HOME void group_destroy(struct group *g)
{
    heddle_waitgroup_destroy(g);
}

/* The same of a mutex and a condition. */
struct mgroup {
    pthread_mutex_t lock;
    pthread_cond_t zero;
    long count;
};
#define MGROUP_INITIALIZER {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0}

HOME void mgroup_add(struct mgroup *g, long n)
{
    pthread_mutex_lock(&g->lock);
    heddle_waitgroup_add(g, n);
    g->count += n;
    if (g->count <= 0)
        pthread_cond_broadcast(&g->zero);
    pthread_mutex_unlock(&g->lock);
}

HOME void mgroup_wait(struct mgroup *g)
{
    heddle_waitgroup_wait_begin(g);
    pthread_mutex_lock(&g->lock);
    while (g->count > 0)
        pthread_cond_wait(&g->zero, &g->lock);
    pthread_mutex_unlock(&g->lock);
    heddle_waitgroup_wait_end(g, 1);
}

/* ---- a channel: memory of destroyed ones is kept for new ones ---- */
enum { CHAN_ROOM = 8 };
struct chan {
    int word, closed, count, item[CHAN_ROOM];
    struct chan *next;
};
static struct chan *chan_spare;

HOME void chan_init(struct chan *c, unsigned flags)
{
    heddle_channel_create(c, flags);
    memset(c, 0, sizeof *c);
}

HOME struct chan *chan_new(unsigned flags)
{
    struct chan *c = chan_spare;

    if (c)
        chan_spare = c->next;
    else
        c = (struct chan *)malloc(sizeof *c);
    heddle_channel_create(c, flags);
    memset(c, 0, sizeof *c);
    return c;
}

HOME void chan_enter(struct chan *c)
{
    while (__atomic_exchange_n(&c->word, 1, __ATOMIC_ACQUIRE))
        usleep(500);
}

HOME void chan_leave(struct chan *c)
{
    __atomic_store_n(&c->word, 0, __ATOMIC_RELEASE);
}

/* 0, or -1 when the channel is closed. */
HOME int chan_send(struct chan *c, int item)
{
    int sent = 0, closed = 0;

    heddle_channel_send_begin(c);
    while (!sent && !closed) {
        chan_enter(c);
        closed = c->closed;
        if (!closed && c->count < CHAN_ROOM) {
            c->item[c->count++] = item;
            sent = 1;
        }
        chan_leave(c);
        if (!sent && !closed)
            usleep(500);
    }
    heddle_channel_send_end(c);
    return closed ? -1 : 0;
}

/* 1 with an item, 0 when the channel is closed and empty. */
HOME int chan_recv(struct chan *c, int *item)
{
    int got = 0, closed = 0;

    heddle_channel_recv_begin(c);
    while (!got && !closed) {
        chan_enter(c);
        if (c->count) {
            *item = c->item[0];
            memmove(c->item, c->item + 1, (size_t)--c->count * sizeof *c->item);
            got = 1;
        } else {
            closed = c->closed;
        }
        chan_leave(c);
        if (!got && !closed)
            usleep(500);
    }
    heddle_channel_recv_end(c);
    return got;
}

HOME void chan_close(struct chan *c)
{
    heddle_channel_close(c);
    chan_enter(c);
    c->closed = 1;
    chan_leave(c);
}

HOME void chan_free(struct chan *c)
{
    heddle_channel_destroy(c);
    c->next = chan_spare;
    chan_spare = c;
}

/* ---- a timer ---- */
struct tick {
    long when;
};

HOME void tick_create(struct tick *t)
{
    heddle_timer_create(t);
    t->when = 0;
}

HOME void tick_arm(struct tick *t, long when)
{
    heddle_timer_arm(t);
    t->when = when;
}

HOME void tick_delete(struct tick *t)
{
    heddle_timer_delete(t);
    t->when = -1;
}

HOME pthread_t spawn(void *(*f)(void *), void *arg)
{
    pthread_t t;

    must(pthread_create(&t, NULL, f, arg) == 0);
    return t;
}

#endif
