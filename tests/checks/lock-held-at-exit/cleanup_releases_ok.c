/* Handlers release what the thread holds, wherever it ends. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct feed {
    pthread_mutex_t lock;
    pthread_cond_t ready;
    int items, stop;
    char *line;
};

static void give_back(void *arg)
{
    struct feed *f = arg;
    pthread_mutex_unlock(&f->lock);
}

static void free_line(void *arg)
{
    free(*(char **)arg);
}

void *consumer(void *arg)
{
    struct feed *f = arg;
    pthread_mutex_lock(&f->lock);
    pthread_cleanup_push(give_back, f);
    while (f->items == 0) {
        if (f->stop)
            pthread_exit(NULL);
        pthread_cond_wait(&f->ready, &f->lock);
    }
    f->items--;
    pthread_cleanup_pop(1);
    return NULL;
}

/* The unlocking function itself is the handler, around another one. */
void *reader(void *arg)
{
    struct feed *f = arg;
    pthread_mutex_lock(&f->lock);
    pthread_cleanup_push((void (*)(void *))(void (*)(void))pthread_mutex_unlock, &f->lock);
    f->line = malloc(80);
    pthread_cleanup_push(free_line, &f->line);
    if (f->line == NULL || read(0, f->line, 80) <= 0)
        pthread_exit(NULL);
    pthread_cleanup_pop(0);
    f->items++;
    pthread_cleanup_pop(1);
    return NULL;
}

/* Taken off without running: it is released by hand. */
void *counter(void *arg)
{
    struct feed *f = arg;
    for (int i = 0; i < 10; i++) {
        pthread_mutex_lock(&f->lock);
        pthread_cleanup_push(give_back, f);
        if (f->stop)
            pthread_exit(arg);
        f->items++;
        pthread_cleanup_pop(0);
        pthread_mutex_unlock(&f->lock);
    }
    return NULL;
}
