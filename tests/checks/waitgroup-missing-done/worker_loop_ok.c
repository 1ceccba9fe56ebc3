/* A worker counts down once for every job it takes, not once in its life. */
#include "../../stubs/neco.h"

struct job {
    void (*run)(void *);
    void *arg;
};

struct pool {
    neco_waitgroup jobs;
    struct job *(*next)(struct pool *);
};

struct job *pool_next(struct pool *p);

static void worker(int argc, void *argv[])
{
    struct pool *p = argv[0];
    for (;;) {
        struct job *job = pool_next(p);
        if (!job)
            return;
        job->run(job->arg);
        neco_waitgroup_done(&p->jobs);
    }
}

void pool_start(struct pool *p, int n)
{
    for (int i = 0; i < n; i++)
        neco_start(worker, 1, p);
}

void pool_run(struct pool *p, int jobs)
{
    neco_waitgroup_add(&p->jobs, jobs);
    neco_waitgroup_wait(&p->jobs);
}
