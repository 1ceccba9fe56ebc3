/* Two conditions with one lock is how a bounded queue is made. */
#include <pthread.h>

struct fifo {
    pthread_mutex_t lock;
    pthread_cond_t not_full, not_empty;
    int len, cap;
};

void fifo_put(struct fifo *f)
{
    pthread_mutex_lock(&f->lock);
    while (f->len == f->cap)
        pthread_cond_wait(&f->not_full, &f->lock);
    f->len++;
    pthread_cond_signal(&f->not_empty);
    pthread_mutex_unlock(&f->lock);
}

void fifo_get(struct fifo *f)
{
    pthread_mutex_lock(&f->lock);
    while (f->len == 0)
        pthread_cond_wait(&f->not_empty, &f->lock);
    f->len--;
    pthread_cond_signal(&f->not_full);
    pthread_mutex_unlock(&f->lock);
}
