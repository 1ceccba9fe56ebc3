/* A small coroutine library: tasks that a few threads run in turn, and mutexes, wait groups and channels for them.
 * A task that has to wait gives its thread to another one; it may go on in a different thread.
 *
 * heddle knows nothing of all this by itself. The annotations in coro.c tell it, so that it sees deadlocks between
 * tasks, lock order, and misuse of groups and channels as it does for threads and mutexes.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORO_H
#define CORO_H

#include <stddef.h>

/* Runs `body` as the first task, with `threads` threads; returns when all tasks have ended: 0, or -1 when the
 * ones that are left all wait for each other. */
int co_run(int threads, void (*body)(void *), void *arg);
void co_go(const char *name, void (*body)(void *), void *arg); /* a new task */
void co_yield(void);                                           /* lets others run */

struct co_task;
struct co_queue {
    struct co_task *first, *last;
};

struct co_mutex {
    struct co_task *owner;
    struct co_queue waiting;
};
void co_mutex_init(struct co_mutex *m);
void co_mutex_lock(struct co_mutex *m);
void co_mutex_unlock(struct co_mutex *m);
void co_mutex_destroy(struct co_mutex *m);

struct co_group {
    long count;
    struct co_queue waiting;
};
void co_group_init(struct co_group *g);
void co_group_add(struct co_group *g, long n);
void co_group_done(struct co_group *g);
void co_group_wait(struct co_group *g);
void co_group_destroy(struct co_group *g);

/* A queue of up to `capacity` numbers. */
struct co_chan;
struct co_chan *co_chan_new(size_t capacity);
int co_chan_send(struct co_chan *c, long item);  /* 0, or -1 when the channel is closed */
int co_chan_recv(struct co_chan *c, long *item); /* 1, or 0 when it is closed and empty */
void co_chan_close(struct co_chan *c);
void co_chan_free(struct co_chan *c);

#endif
