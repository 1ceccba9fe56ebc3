/* A listener is registered, and told under the lock. */
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
    if (s->listener)
        s->listener(s->user, event); // expect: lock-held-callback
    pthread_mutex_unlock(&s->lock);
}
