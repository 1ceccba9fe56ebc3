/* The shape of libev's header, as far as the programs here need it. */
#ifndef EV_SHAPE_H
#define EV_SHAPE_H

#include <string.h>

typedef double ev_tstamp;
struct ev_loop;
typedef struct ev_watcher {
    int active, pending, priority;
    void *data;
    void (*cb)(struct ev_loop *loop, struct ev_watcher *w, int revents);
} ev_watcher;
typedef struct ev_timer {
    int active, pending, priority;
    void *data;
    void (*cb)(struct ev_loop *loop, struct ev_timer *w, int revents);
    ev_tstamp at, repeat;
} ev_timer;
typedef struct ev_periodic {
    int active, pending, priority;
    void *data;
    void (*cb)(struct ev_loop *loop, struct ev_periodic *w, int revents);
    ev_tstamp at, offset, interval;
} ev_periodic;
enum { EVRUN_NOWAIT = 1, EVRUN_ONCE = 2 };

int ev_run(struct ev_loop *loop, int flags);
void ev_break(struct ev_loop *loop, int how);
struct ev_loop *ev_loop_new(unsigned flags);
void ev_loop_destroy(struct ev_loop *loop);
void ev_timer_start(struct ev_loop *loop, ev_timer *w);
void ev_timer_stop(struct ev_loop *loop, ev_timer *w);
void ev_timer_again(struct ev_loop *loop, ev_timer *w);
void ev_periodic_start(struct ev_loop *loop, ev_periodic *w);
void ev_periodic_stop(struct ev_loop *loop, ev_periodic *w);
#define ev_is_active(ev) (0 + ((ev_watcher *)(void *)(ev))->active)
#define ev_init(ev, cb_)                                                                   \
    do {                                                                                   \
        ((ev_watcher *)(void *)(ev))->active = ((ev_watcher *)(void *)(ev))->pending = 0;  \
        ((ev_watcher *)(void *)(ev))->priority = 0;                                        \
        (ev)->cb = (cb_);                                                                  \
        memmove(&((ev_watcher *)(ev))->cb, &(ev)->cb, sizeof((ev)->cb));                   \
    } while (0)
#define ev_timer_set(ev, after_, repeat_)  \
    do {                                   \
        (ev)->at = (after_);               \
        (ev)->repeat = (repeat_);          \
    } while (0)
#define ev_timer_init(ev, cb, after, repeat)       \
    do {                                           \
        ev_init((ev), (cb));                       \
        ev_timer_set((ev), (after), (repeat));     \
    } while (0)

#endif
