/* A record whose constructor frees it on a later failure without the join that a still later
 * failure does. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct worker {
    pthread_t thread;
    int pipe[2];
    char *buffer;
};

void *drain(void *arg);

struct worker *worker_new(size_t size)
{
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    if (pthread_create(&w->thread, NULL, drain, w) != 0) {
        free(w);
        return NULL;
    }
    w->buffer = malloc(size);
    if (!w->buffer) {
        free(w); // expect: thread-leak
        return NULL;
    }
    if (pipe(w->pipe) < 0) {
        free(w->buffer);
        pthread_join(w->thread, NULL);
        free(w);
        return NULL;
    }
    return w;
}

void worker_free(struct worker *w)
{
    pthread_join(w->thread, NULL);
    free(w->buffer);
    free(w);
}
