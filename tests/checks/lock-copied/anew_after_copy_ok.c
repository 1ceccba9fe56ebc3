/* The record is copied and its lock made anew: the usual way to clone something. */
#include <pthread.h>
#include <stdlib.h>

struct filter {
    pthread_mutex_t lock;
    int gain, order;
};

struct filter *filter_clone(const struct filter *f)
{
    struct filter *copy = malloc(sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *f;
    pthread_mutex_init(&copy->lock, NULL);
    return copy;
}

static void filter_setup(struct filter *f)
{
    f->order++;
    pthread_mutex_init(&f->lock, NULL);
}

void filter_copy(struct filter *to, const struct filter *from)
{
    *to = *from;
    filter_setup(to);
}

int filter_dup(struct filter *to, const struct filter *from)
{
    *to = *from;
    to->gain = 1;
    to->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    return to->order;
}
