/* Stopping is not enough for libuv: the handle stays known to the loop. */
#include <stdlib.h>

#include "../../packs/include/uv.h"

typedef struct job {
    uv_timer_t retry;
    int attempts;
} job_t;

static void on_retry(uv_timer_t *handle)
{
    job_t *job = handle->data;
    job->attempts++;
}

int job_run(uv_loop_t *loop, int (*submit)(void))
{
    job_t *job = malloc(sizeof *job);
    if (!job)
        return -1;
    if (uv_timer_init(loop, &job->retry) < 0) {
        free(job);
        return -1;
    }
    job->retry.data = job;
    job->attempts = 0;
    uv_timer_start(&job->retry, on_retry, 50, 50);
    if (job->attempts == 0) {
        uv_timer_stop(&job->retry);
        free(job); // expect: timer-handle-lifetime
        return -1;
    }
    return submit();
}
