/* The group may be missing: then there is nothing to count down. */
#include "../../stubs/neco.h"

struct job {
    neco_waitgroup *notify;
    int result;
};

int compute(void);

static void run_job(int argc, void *argv[])
{
    struct job *job = argv[0];
    job->result = compute();
    if (job->notify)
        neco_waitgroup_done(job->notify);
}

int run_waiting(void)
{
    neco_waitgroup wg = {0};
    struct job job = {&wg, 0};
    neco_waitgroup_add(&wg, 1);
    neco_start(run_job, 1, &job);
    neco_waitgroup_wait(&wg);
    return job.result;
}

void run_and_forget(struct job *job)
{
    job->notify = NULL;
    neco_start(run_job, 1, job);
}
