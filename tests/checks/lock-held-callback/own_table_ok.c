/* A table of the program's own functions: what they do is known, and no lock is in it. */
#include <pthread.h>

struct codec {
    int (*step)(struct codec *self, int in);
    pthread_mutex_t lock;
    int state;
};

static int step_a(struct codec *self, int in)
{
    return self->state += in;
}

static int step_b(struct codec *self, int in)
{
    return self->state -= in;
}

void codec_pick(struct codec *c, int kind)
{
    c->state = 0;
    c->step = kind ? step_a : step_b;
}

int codec_run(struct codec *c, int in)
{
    pthread_mutex_lock(&c->lock);
    int out = c->step(c, in);
    pthread_mutex_unlock(&c->lock);
    return out;
}
