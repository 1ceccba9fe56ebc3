/* A small server with a pool of connections, a log that a thread of its own writes, and timers. It
 * talks to itself, needs no network and ends after about two seconds. README.md tells what is wrong
 * with it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EXAMPLE_SERVER_H
#define EXAMPLE_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct options {
    int workers;   /* threads that serve requests */
    int requests;  /* per worker and round */
    bool deadlock; /* be slow at the wrong place */
};
extern struct options options;

/* pool.c: connections to a backend, which here is a pipe that gives back what it got. */
struct conn {
    struct conn *next; /* in the idle list; guarded by the pool's lock */
    int fd[2];
    unsigned long uses;
};

struct pool {
    pthread_mutex_t lock; /* guards all below */
    struct conn *idle;
    int idle_count, max_idle;
    int in_use;
    unsigned long opened;
};

int pool_init(struct pool *p, int max_idle);
struct conn *pool_acquire(struct pool *p); /* NULL when no connection could be opened */
void pool_release(struct pool *p, struct conn *c);
int pool_trim(struct pool *p, int keep); /* closes idle connections; how many */
int pool_in_use(struct pool *p);
void pool_destroy(struct pool *p);

/* log.c: lines are queued and written by a thread. */
struct log_line {
    struct log_line *next;
    char text[120];
};

struct log {
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t more;
    struct log_line *head, **tail;
    bool stop;
    unsigned long written;
    int fd;
    pthread_t writer;
    struct pool *pool; /* for the status line */
};

int log_start(struct log *l, const char *path, struct pool *pool);
void log_write(struct log *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
int log_rotate(struct log *l); /* has the old part compressed in the background */
void log_stop(struct log *l);
extern struct log server_log;

/* timers.c: one thread that sleeps on timers and calls what is due. */
enum { MAX_TIMERS = 4 };
struct timer {
    int fd; /* -1: unused */
    void (*due)(void *arg);
    void *arg;
};

struct timers {
    pthread_mutex_t lock; /* guards timer[] */
    struct timer timer[MAX_TIMERS];
    int wake[2]; /* a byte here tells the thread that something changed; closed: stop */
    pthread_t thread;
};

int timers_start(struct timers *t);
/* Sets slot `i` to call due(arg) every `ms`; again to change it. */
int timers_every(struct timers *t, int i, int ms, void (*due)(void *arg), void *arg);
void timers_stop(struct timers *t);

void pause_ms(int ms);

#endif
