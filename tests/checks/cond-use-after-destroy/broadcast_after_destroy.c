/* Clean-up in the wrong order: first destroyed, then woken. */
#include <pthread.h>

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work;
    int stop;
};

void pool_destroy(struct pool *p)
{
    p->stop = 1;
    pthread_cond_destroy(&p->work);
    pthread_cond_broadcast(&p->work); // expect: cond-use-after-destroy
    pthread_mutex_destroy(&p->lock);
}
