/* A condition type that is used in two records: each object has its own lock. */
#include <pthread.h>

struct signal_box {
    pthread_cond_t cond;
    int raised;
};

struct reader {
    pthread_mutex_t rlock;
    struct signal_box box;
};

struct writer {
    pthread_mutex_t wlock;
    struct signal_box box;
};

void reader_wait(struct reader *r)
{
    pthread_mutex_lock(&r->rlock);
    while (!r->box.raised)
        pthread_cond_wait(&r->box.cond, &r->rlock);
    pthread_mutex_unlock(&r->rlock);
}

void writer_wait(struct writer *w)
{
    pthread_mutex_lock(&w->wlock);
    while (!w->box.raised)
        pthread_cond_wait(&w->box.cond, &w->wlock);
    pthread_mutex_unlock(&w->wlock);
}
