/* The branch that ends the job falls through to the release that is meant for the other one. */
#include <pthread.h>
#include <stdlib.h>

struct job {
    pthread_mutex_t lock;
    int refs, result;
};

static void job_end(struct job *j)
{
    pthread_mutex_unlock(&j->lock);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

void job_put(struct job *j)
{
    pthread_mutex_lock(&j->lock);
    if (--j->refs == 0)
        job_end(j);
    pthread_mutex_unlock(&j->lock); // expect: lock-use-after-destroy
}

int job_result(struct job *j)
{
    int r;
    pthread_mutex_lock(&j->lock);
    r = j->result;
    if (r < 0) {
        pthread_mutex_unlock(&j->lock);
        free(j);
        goto out;
    }
    j->refs++;
out:
    pthread_mutex_unlock(&j->lock); // expect: lock-use-after-destroy
    return r;
}
