/* The shape of libevent's headers, as far as the programs here need it. */
#ifndef EVENT_SHAPE_H
#define EVENT_SHAPE_H

#include <sys/time.h>

#define EV_TIMEOUT 0x01
#define EV_READ 0x02
#define EV_PERSIST 0x10
#define EVLOOP_ONCE 0x01
#define EVLOOP_NONBLOCK 0x02
typedef int evutil_socket_t;
typedef void (*event_callback_fn)(evutil_socket_t fd, short what, void *arg);
struct event_base;
struct event {
    void *ev_next[8];
    void *ev_arg;
};
struct bufferevent;

struct event_base *event_base_new(void);
void event_base_free(struct event_base *base);
int event_base_dispatch(struct event_base *base);
int event_base_loop(struct event_base *base, int flags);
struct event *event_new(struct event_base *base, evutil_socket_t fd, short what, event_callback_fn cb, void *arg);
int event_assign(struct event *ev, struct event_base *base, evutil_socket_t fd, short what, event_callback_fn cb, void *arg);
void event_free(struct event *ev);
int event_add(struct event *ev, const struct timeval *timeout);
int event_del(struct event *ev);
int event_pending(const struct event *ev, short what, struct timeval *tv);
void bufferevent_lock(struct bufferevent *bev);
void bufferevent_unlock(struct bufferevent *bev);
#define evtimer_new(b, cb, arg) event_new((b), -1, 0, (cb), (arg))
#define evtimer_assign(ev, b, cb, arg) event_assign((ev), (b), -1, 0, (cb), (arg))
#define evtimer_add(ev, tv) event_add((ev), (tv))
#define evtimer_del(ev) event_del(ev)
#define evtimer_pending(ev, tv) event_pending((ev), EV_TIMEOUT, (tv))

#endif
