/* How it works: one mutex guards the run queue and the inside of all primitives. A task that waits enters the queue of
 * what it waits for and switches to its thread's own context, with that mutex held; the thread takes the next task
 * from the run queue and switches to it.
 *
 * The annotations: a primitive's own functions say what it does, before or after they do it. While a task is in the
 * inside of a primitive its thread acts in its own name (enter, leave): the library's mutex belongs to threads, and
 * is passed from context to context, where what a task holds stays with the task.
 * SPDX-License-Identifier: Apache-2.0 */
#include "coro.h"

#include <heddle/heddle.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

enum { STACK = 64 * 1024 };

struct co_task {
    ucontext_t context;
    struct co_task *next; /* in the queue that it is in */
    void (*body)(void *);
    void *arg;
    char *stack;
};

struct worker {
    ucontext_t context; /* of the thread itself */
    struct co_task *running, *ended;
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t more; /* something to run, or nothing ever again */
    struct co_queue ready;
    int tasks, threads, idle;
} sched = {.lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER};

static __thread struct worker *this_worker;

/* A function of its own: after a switch the task may be in another thread. */
static __attribute__((noinline)) struct worker *me(void)
{
    __asm__ volatile("");
    return this_worker;
}

static void put(struct co_queue *q, struct co_task *t)
{
    t->next = NULL;
    if (q->first)
        q->last->next = t;
    else
        q->first = t;
    q->last = t;
}

static struct co_task *take(struct co_queue *q)
{
    struct co_task *t = q->first;

    if (t)
        q->first = t->next;
    return t;
}

/* ---- tasks ---- */

static void enter(void)
{
    heddle_task_switch(NULL);
    pthread_mutex_lock(&sched.lock);
}

static void leave(void)
{
    pthread_mutex_unlock(&sched.lock);
    heddle_task_switch(me()->running);
}

static void ready(struct co_task *t)
{
    put(&sched.ready, t);
    pthread_cond_signal(&sched.more);
}

/* Until somebody makes it ready again; between enter and leave. */
static void wait_in(struct co_queue *q)
{
    struct co_task *self = me()->running;

    put(q, self);
    swapcontext(&self->context, &me()->context);
}

static void task_main(void)
{
    struct co_task *self = me()->running;

    leave();
    self->body(self->arg);
    heddle_task_exit(self);
    pthread_mutex_lock(&sched.lock);
    sched.tasks--;
    me()->ended = self;
    setcontext(&me()->context); /* the thread frees the stack, which is in use here */
}

void co_go(const char *name, void (*body)(void *), void *arg)
{
    struct co_task *t = calloc(1, sizeof *t);

    t->body = body;
    t->arg = arg;
    t->stack = malloc(STACK);
    getcontext(&t->context);
    t->context.uc_stack.ss_sp = t->stack;
    t->context.uc_stack.ss_size = STACK;
    makecontext(&t->context, task_main, 0);
    heddle_task_create(t, name, t->stack, STACK);
    if (!me()) { /* the first one */
        ready(t);
        sched.tasks++;
        return;
    }
    enter();
    ready(t);
    sched.tasks++;
    leave();
}

void co_yield(void)
{
    enter();
    wait_in(&sched.ready);
    leave();
}

/* The next task to run, NULL when all have ended or none will ever be ready. */
static struct co_task *next_task(void)
{
    struct co_task *t;

    while (!(t = take(&sched.ready)) && sched.tasks) {
        if (++sched.idle == sched.threads) {
            pthread_cond_broadcast(&sched.more);
            return NULL;
        }
        pthread_cond_wait(&sched.more, &sched.lock);
        if (sched.idle == sched.threads)
            return NULL;
        sched.idle--;
    }
    if (!t)
        pthread_cond_broadcast(&sched.more);
    return t;
}

static void *work(void *arg)
{
    struct worker w = {0};

    this_worker = &w;
    pthread_mutex_lock(&sched.lock);
    while ((w.running = next_task())) {
        swapcontext(&w.context, &w.running->context);
        if (w.ended) {
            free(w.ended->stack);
            free(w.ended);
            w.ended = NULL;
        }
    }
    pthread_mutex_unlock(&sched.lock);
    this_worker = NULL;
    return arg;
}

int co_run(int threads, void (*body)(void *), void *arg)
{
    pthread_t *t = calloc((size_t)threads, sizeof *t);
    int started = 1; /* this one */

    sched.threads = threads;
    co_go("first", body, arg);
    while (started < threads && pthread_create(&t[started], NULL, work, NULL) == 0)
        started++;
    pthread_mutex_lock(&sched.lock);
    sched.threads = started;
    pthread_mutex_unlock(&sched.lock);
    work(NULL);
    while (--started)
        pthread_join(t[started], NULL);
    free(t);
    return sched.tasks ? -1 : 0;
}

/* ---- mutexes ---- */

void co_mutex_init(struct co_mutex *m)
{
    *m = (struct co_mutex){0};
    heddle_lock_init(m, 0);
}

void co_mutex_lock(struct co_mutex *m)
{
    heddle_lock_before_acquire(m, HEDDLE_EXCLUSIVE);
    enter();
    while (m->owner)
        wait_in(&m->waiting);
    m->owner = me()->running;
    leave();
    heddle_lock_acquired(m, HEDDLE_EXCLUSIVE);
}

void co_mutex_unlock(struct co_mutex *m)
{
    struct co_task *t;

    heddle_lock_before_release(m);
    enter();
    m->owner = NULL;
    if ((t = take(&m->waiting)))
        ready(t);
    leave();
}

void co_mutex_destroy(struct co_mutex *m)
{
    heddle_lock_destroy(m);
}

/* ---- wait groups ---- */

void co_group_init(struct co_group *g)
{
    *g = (struct co_group){0};
    heddle_waitgroup_create(g, 0);
}

void co_group_add(struct co_group *g, long n)
{
    struct co_task *t;

    heddle_waitgroup_add(g, n);
    enter();
    g->count += n;
    while (g->count <= 0 && (t = take(&g->waiting)))
        ready(t);
    leave();
}

void co_group_done(struct co_group *g)
{
    struct co_task *t;

    heddle_waitgroup_done(g);
    enter();
    g->count--;
    while (g->count <= 0 && (t = take(&g->waiting)))
        ready(t);
    leave();
}

void co_group_wait(struct co_group *g)
{
    heddle_waitgroup_wait_begin(g);
    enter();
    while (g->count > 0)
        wait_in(&g->waiting);
    leave();
    heddle_waitgroup_wait_end(g, 1);
}

void co_group_destroy(struct co_group *g)
{
    heddle_waitgroup_destroy(g);
}

/* ---- channels ---- */

struct co_chan {
    size_t capacity, count;
    int closed;
    struct co_queue senders, receivers;
    long item[];
};

struct co_chan *co_chan_new(size_t capacity)
{
    struct co_chan *c = calloc(1, sizeof *c + capacity * sizeof *c->item);

    c->capacity = capacity;
    heddle_channel_create(c, 0);
    return c;
}

int co_chan_send(struct co_chan *c, long item)
{
    struct co_task *t;
    int sent = 0;

    heddle_channel_send_begin(c);
    enter();
    while (!c->closed && c->count == c->capacity)
        wait_in(&c->senders);
    if (!c->closed) {
        c->item[c->count++] = item;
        sent = 1;
        if ((t = take(&c->receivers)))
            ready(t);
    }
    leave();
    heddle_channel_send_end(c);
    return sent ? 0 : -1;
}

int co_chan_recv(struct co_chan *c, long *item)
{
    struct co_task *t;
    int got = 0;

    heddle_channel_recv_begin(c);
    enter();
    while (!c->closed && !c->count)
        wait_in(&c->receivers);
    if (c->count) {
        *item = c->item[0];
        for (size_t i = 1; i < c->count; i++)
            c->item[i - 1] = c->item[i];
        c->count--;
        got = 1;
        if ((t = take(&c->senders)))
            ready(t);
    }
    leave();
    heddle_channel_recv_end(c);
    return got;
}

void co_chan_close(struct co_chan *c)
{
    struct co_task *t;

    heddle_channel_close(c);
    enter();
    c->closed = 1;
    while ((t = take(&c->senders)) || (t = take(&c->receivers)))
        ready(t);
    leave();
}

void co_chan_free(struct co_chan *c)
{
    heddle_channel_destroy(c);
    free(c);
}
