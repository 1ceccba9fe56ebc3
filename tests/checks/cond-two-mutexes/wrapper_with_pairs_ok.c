/* The wrapper is given the right pair every time. */
#include <pthread.h>

struct pair {
    pthread_mutex_t m;
    pthread_cond_t c;
};

struct machine {
    struct pair in, out;
    int nin, nout;
};

static void pair_wait(pthread_cond_t *c, pthread_mutex_t *m, const int *n)
{
    while (*n == 0)
        pthread_cond_wait(c, m);
}

void machine_in(struct machine *x)
{
    pthread_mutex_lock(&x->in.m);
    pair_wait(&x->in.c, &x->in.m, &x->nin);
    pthread_mutex_unlock(&x->in.m);
}

void machine_out(struct machine *x)
{
    pthread_mutex_lock(&x->out.m);
    pair_wait(&x->out.c, &x->out.m, &x->nout);
    pthread_mutex_unlock(&x->out.m);
}
