/* The helper itself lets go of its caller's lock while it waits. */
#include <pthread.h>

struct vol {
    pthread_mutex_t big;
    pthread_mutex_t lock;
    pthread_cond_t cv;
    int busy;
};

static void vol_wait(struct vol *v)
{
    pthread_mutex_unlock(&v->big);
    pthread_mutex_lock(&v->lock);
    while (v->busy)
        pthread_cond_wait(&v->cv, &v->lock);
    pthread_mutex_unlock(&v->lock);
    pthread_mutex_lock(&v->big);
}

void vol_write(struct vol *v)
{
    pthread_mutex_lock(&v->big);
    if (v->busy)
        vol_wait(v);
    v->busy = 1;
    pthread_mutex_unlock(&v->big);
}

void vol_done(struct vol *v)
{
    pthread_mutex_lock(&v->lock);
    v->busy = 0;
    pthread_cond_signal(&v->cv);
    pthread_mutex_unlock(&v->lock);
}
