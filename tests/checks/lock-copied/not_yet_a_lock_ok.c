/* A template that nobody locks is copied before the copies get locks of their own. */
#include <pthread.h>

struct options {
    int level, width;
};
struct channel {
    struct options options;
    pthread_mutex_t lock;
};
struct mixer {
    struct channel channel[8];
    int n;
};

void mixer_init(struct mixer *m, const struct options *defaults, int n)
{
    m->n = n;
    for (int i = 0; i < n; i++) {
        struct channel *c = &m->channel[i];
        c->options = *defaults;
        pthread_mutex_init(&c->lock, NULL);
    }
}

struct options mixer_options(struct mixer *m, int i)
{
    pthread_mutex_lock(&m->channel[i].lock);
    struct options o = m->channel[i].options;
    pthread_mutex_unlock(&m->channel[i].lock);
    return o;
}
