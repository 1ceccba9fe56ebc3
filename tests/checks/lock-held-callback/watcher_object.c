/* The callback gets the watcher that it was registered with. */
#include <pthread.h>

struct watcher {
    void (*cb)(struct watcher *w, int events);
    int fd, events;
};

static pthread_rwlock_t watchers = PTHREAD_RWLOCK_INITIALIZER;
static struct watcher *list[32];

void watcher_init(struct watcher *w, void (*cb)(struct watcher *w, int events), int fd)
{
    w->cb = cb;
    w->fd = fd;
    w->events = 0;
}

void watcher_fire(int slot, int events)
{
    pthread_rwlock_rdlock(&watchers);
    struct watcher *w = list[slot];
    if (w && (w->events & events))
        w->cb(w, events); // expect: lock-held-callback
    pthread_rwlock_unlock(&watchers);
}
