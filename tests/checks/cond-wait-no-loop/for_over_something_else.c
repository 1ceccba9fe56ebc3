/* The loop counts workers, it does not look whether they are ready. */
#include <pthread.h>

#define NWORKERS 8

struct team {
    pthread_mutex_t lock;
    pthread_cond_t ready;
    int nready;
};

void team_assemble(struct team *t)
{
    int i;

    for (i = 0; i < NWORKERS; i++) {
        pthread_mutex_lock(&t->lock);
        pthread_cond_wait(&t->ready, &t->lock); // expect: cond-wait-no-loop
        pthread_mutex_unlock(&t->lock);
    }
}

void team_ready(struct team *t)
{
    pthread_mutex_lock(&t->lock);
    t->nready++;
    pthread_cond_signal(&t->ready);
    pthread_mutex_unlock(&t->lock);
}
