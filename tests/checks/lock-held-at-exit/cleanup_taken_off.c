/* The handler is gone before the thread ends, or does not release. */
#include <pthread.h>
#include <stdlib.h>

struct feed {
    pthread_mutex_t lock;
    int items, stop;
    char *line;
};

static void give_back(void *arg)
{
    struct feed *f = arg;
    pthread_mutex_unlock(&f->lock);
}

static void drop_line(void *arg)
{
    struct feed *f = arg;
    free(f->line);
    f->line = NULL;
}

void *consumer(void *arg)
{
    struct feed *f = arg;
    pthread_mutex_lock(&f->lock);
    pthread_cleanup_push(give_back, f);
    f->items--;
    pthread_cleanup_pop(0);
    if (f->stop)
        pthread_exit(NULL); // expect: lock-held-at-exit
    pthread_mutex_unlock(&f->lock);
    return NULL;
}

void *writer(void *arg)
{
    struct feed *f = arg;
    pthread_mutex_lock(&f->lock);
    pthread_cleanup_push(drop_line, f);
    if (f->stop)
        pthread_exit(NULL); // expect: lock-held-at-exit
    f->items++;
    pthread_cleanup_pop(1);
    pthread_mutex_unlock(&f->lock);
    return NULL;
}
