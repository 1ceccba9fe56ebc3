/* Pointer and data are copied, the lock is released, then the call. */
#include <pthread.h>

typedef void (*listener_fn)(void *user, int event);

struct source {
    pthread_mutex_t lock;
    listener_fn listener;
    void *user;
    int last;
};

void source_listen(struct source *s, listener_fn fn, void *user)
{
    pthread_mutex_lock(&s->lock);
    s->listener = fn;
    s->user = user;
    pthread_mutex_unlock(&s->lock);
}

void source_raise(struct source *s, int event)
{
    pthread_mutex_lock(&s->lock);
    s->last = event;
    listener_fn fn = s->listener;
    void *user = s->user;
    pthread_mutex_unlock(&s->lock);
    if (fn)
        fn(user, event);
}
