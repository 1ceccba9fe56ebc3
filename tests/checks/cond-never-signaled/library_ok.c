/* A library: who uses it signals, see the public condition in its header. */
#include <pthread.h>

struct completion {
    pthread_mutex_t lock;
    pthread_cond_t done;
    int finished;
};

void completion_wait(struct completion *c)
{
    pthread_mutex_lock(&c->lock);
    while (!c->finished)
        pthread_cond_wait(&c->done, &c->lock);
    pthread_mutex_unlock(&c->lock);
}
