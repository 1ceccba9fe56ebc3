/* The one that the last wait picks destroys the barrier. */
#include <pthread.h>

struct job {
    pthread_barrier_t done;
    int result;
};

int job_finish(struct job *j)
{
    if (pthread_barrier_wait(&j->done) == PTHREAD_BARRIER_SERIAL_THREAD) {
        pthread_barrier_destroy(&j->done);
        return j->result;
    }
    return 0;
}
