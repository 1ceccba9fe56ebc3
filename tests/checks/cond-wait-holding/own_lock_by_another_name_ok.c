// Frames share the tasks' lock by a pointer: it is acquired by one name and waited with by another.
#include <pthread.h>

struct tasks {
    pthread_mutex_t lock;
    int running;
};
struct frame {
    struct tasks *tasks;
    pthread_cond_t done;
    int tiles;
};
struct context {
    struct tasks tasks;
    struct frame *frame;
    int nframes;
};

int frame_attach(struct context *c, int i)
{
    c->frame[i].tasks = &c->tasks;
    return pthread_cond_init(&c->frame[i].done, NULL);
}

int drain(struct context *c)
{
    int n = 0;
    for (int i = 0; i < c->nframes; i++) {
        struct frame *f = &c->frame[i];
        pthread_mutex_lock(&c->tasks.lock);
        while (f->tiles > 0)
            pthread_cond_wait(&f->done, &f->tasks->lock);
        n += f->tiles == 0;
        pthread_mutex_unlock(&c->tasks.lock);
    }
    return n;
}

void tile_done(struct frame *f)
{
    pthread_mutex_lock(&f->tasks->lock);
    f->tiles--;
    pthread_cond_signal(&f->done);
    pthread_mutex_unlock(&f->tasks->lock);
}
