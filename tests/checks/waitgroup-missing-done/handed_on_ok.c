/* The job goes on to a queue together with what it owes. */
#include "../../stubs/neco.h"

struct job {
    neco_waitgroup *wg;
    int tries;
};

int attempt(struct job *job);
int retry_later(struct job *job);

static void run_job(int argc, void *argv[])
{
    struct job *job = argv[0];
    if (attempt(job) < 0 && retry_later(job) == 0)
        return;
    neco_waitgroup_done(job->wg);
}

void run_all(struct job *jobs, int n)
{
    neco_waitgroup wg = {0};
    neco_waitgroup_add(&wg, n);
    for (int i = 0; i < n; i++) {
        jobs[i].wg = &wg;
        neco_start(run_job, 1, &jobs[i]);
    }
    neco_waitgroup_wait(&wg);
}
