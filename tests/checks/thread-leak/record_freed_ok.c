/* Records freed with a handle in them, for good reasons. */
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct worker {
    pthread_t thread;
    bool running;
    int pipe[2];
};

void *drain(void *arg);
void registry_add(struct worker *w); /* joins it at some time */
int register_worker(const struct worker *w); /* only counts */

static void worker_stop(struct worker *w)
{
    if (w->running)
        pthread_join(w->thread, NULL);
}

/* The callee knows whether it runs. */
struct worker *by_flag_in_callee(void)
{
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    if (pthread_create(&w->thread, NULL, drain, w) == 0)
        w->running = true;
    if (pipe(w->pipe) < 0) {
        worker_stop(w);
        free(w);
        return NULL;
    }
    return w;
}

/* One exit for all, which asks. */
int run_once(int mode)
{
    int rc = -1;
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return -1;
    if (mode > 0 && pthread_create(&w->thread, NULL, drain, w) == 0)
        w->running = true;
    if (pipe(w->pipe) < 0)
        goto out;
    rc = 0;
out:
    if (w->running)
        pthread_join(w->thread, NULL);
    free(w);
    return rc;
}

/* Each step undone in turn. */
struct worker *by_labels(void)
{
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    if (pipe(w->pipe) < 0)
        goto err_free;
    if (pthread_create(&w->thread, NULL, drain, w) != 0)
        goto err_pipe;
    if (register_worker(w) != 0)
        goto err_thread;
    return w;
err_thread:
    pthread_join(w->thread, NULL);
err_pipe:
    close(w->pipe[0]);
    close(w->pipe[1]);
err_free:
    free(w);
    return NULL;
}

/* The thread detaches itself. */
static void *on_its_own(void *arg)
{
    pthread_detach(pthread_self());
    return drain(arg);
}

int fire_and_forget(void)
{
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return -1;
    if (pthread_create(&w->thread, NULL, on_its_own, NULL) != 0) {
        free(w);
        return -1;
    }
    if (pipe(w->pipe) < 0) {
        free(w);
        return -1;
    }
    close(w->pipe[0]);
    close(w->pipe[1]);
    free(w);
    return 0;
}

/* A copy of the handle goes on. */
int with_copy(pthread_t *out)
{
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return -1;
    if (pthread_create(&w->thread, NULL, drain, NULL) != 0) {
        free(w);
        return -1;
    }
    *out = w->thread;
    free(w);
    return 0;
}

/* Somebody else was told of it. */
int registered(void)
{
    struct worker *w = calloc(1, sizeof *w);
    if (!w)
        return -1;
    if (pthread_create(&w->thread, NULL, drain, NULL) != 0) {
        free(w);
        return -1;
    }
    registry_add(w);
    free(w);
    return 0;
}
