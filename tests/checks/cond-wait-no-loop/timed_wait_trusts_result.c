/* A result of 0 is taken for "it happened". */
#include <errno.h>
#include <pthread.h>
#include <time.h>

struct request {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    int done, status;
};

int request_wait(struct request *r, int ms)
{
    struct timespec until;
    int rc;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    pthread_mutex_lock(&r->lock);
    if (r->done) {
        pthread_mutex_unlock(&r->lock);
        return r->status;
    }
    rc = pthread_cond_timedwait(&r->answered, &r->lock, &until); // expect: cond-wait-no-loop
    if (rc == ETIMEDOUT) {
        pthread_mutex_unlock(&r->lock);
        return -1;
    }
    rc = r->status;
    pthread_mutex_unlock(&r->lock);
    return rc;
}

void request_finish(struct request *r, int status)
{
    pthread_mutex_lock(&r->lock);
    r->done = 1;
    r->status = status;
    pthread_cond_signal(&r->answered);
    pthread_mutex_unlock(&r->lock);
}
