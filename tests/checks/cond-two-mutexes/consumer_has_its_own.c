/* Producers and consumers each wait under a lock of their own. */
#include <pthread.h>

struct fifo {
    pthread_mutex_t put_lock, get_lock;
    pthread_cond_t changed;
    int len, cap;
};

void fifo_put(struct fifo *f)
{
    pthread_mutex_lock(&f->put_lock);
    while (f->len == f->cap)
        pthread_cond_wait(&f->changed, &f->put_lock);
    f->len++;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->put_lock);
}

void fifo_get(struct fifo *f)
{
    pthread_mutex_lock(&f->get_lock);
    while (f->len == 0)
        pthread_cond_wait(&f->changed, &f->get_lock); // expect: cond-two-mutexes
    f->len--;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->get_lock);
}
