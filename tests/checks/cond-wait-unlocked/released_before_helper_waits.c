/* The job is taken under the lock, then the worker helps itself to the wait without it. */
#include <pthread.h>
#include <stddef.h>

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work;
    int njobs, stop;
};

static struct pool pool = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};

static void pool_sleep(struct pool *p)
{
    while (p->njobs == 0 && !p->stop)
        pthread_cond_wait(&p->work, &p->lock);
}

static void *pool_worker(void *arg)
{
    struct pool *p = arg;
    for (;;) {
        pthread_mutex_lock(&p->lock);
        int stop = p->stop;
        if (p->njobs > 0)
            p->njobs--;
        pthread_mutex_unlock(&p->lock);
        if (stop)
            return NULL;
        pool_sleep(p); // expect: cond-wait-unlocked
    }
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, pool_worker, &pool) != 0)
        return 1;
    pthread_mutex_lock(&pool.lock);
    pool.stop = 1;
    pthread_cond_signal(&pool.work);
    pthread_mutex_unlock(&pool.lock);
    pthread_join(t, NULL);
    return 0;
}
