/* One is gone, the other one is used. */
#include <pthread.h>

struct flow {
    pthread_barrier_t in, out;
    int open;
};

void flow_stop(struct flow *f)
{
    pthread_barrier_wait(&f->in);
    pthread_barrier_destroy(&f->in);
    pthread_barrier_wait(&f->out);
    pthread_barrier_destroy(&f->out);
}
