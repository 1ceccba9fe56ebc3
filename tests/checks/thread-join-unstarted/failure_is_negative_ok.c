/* libuv's errors are negative: behind `r < 0` the thread was started, also when r is then used for
 * what the thread says of itself. */
#include <stdlib.h>

#include "../../stubs/uv.h"

struct worker {
    uv_thread_t thread;
    uv_sem_t ready;
    uv_loop_t loop;
    int error;
};

static void worker_main(void *arg)
{
    struct worker *w = arg;

    w->error = uv_loop_init(&w->loop);
    uv_sem_post(&w->ready);
    if (w->error == 0) {
        uv_run(&w->loop, UV_RUN_DEFAULT);
        uv_loop_close(&w->loop);
    }
}

int worker_start(struct worker **out)
{
    struct worker *w = calloc(1, sizeof *w);
    int r;

    if (w == NULL)
        return UV_ENOMEM;
    if ((r = uv_sem_init(&w->ready, 0)) < 0)
        goto drop;
    if ((r = uv_thread_create(&w->thread, worker_main, w)) < 0)
        goto drop_ready;
    uv_sem_wait(&w->ready);
    if ((r = w->error) < 0) {
        uv_thread_join(&w->thread);
        goto drop_ready;
    }
    *out = w;
    return 0;
drop_ready:
    uv_sem_destroy(&w->ready);
drop:
    free(w);
    return r;
}

void worker_end(struct worker *w)
{
    uv_thread_join(&w->thread);
    uv_sem_destroy(&w->ready);
    free(w);
}
