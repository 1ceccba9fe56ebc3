// The handler releases one of two locks.
#include <pthread.h>

struct table {
    pthread_mutex_t rows, log;
    int used, stop;
};

static void unlock_rows(void *arg)
{
    pthread_mutex_unlock(&static_cast<table *>(arg)->rows);
}

void *compactor(void *arg)
{
    table *t = static_cast<table *>(arg);
    pthread_mutex_lock(&t->rows);
    pthread_cleanup_push(unlock_rows, t);
    pthread_mutex_lock(&t->log);
    if (t->stop)
        pthread_exit(nullptr); // expect: lock-held-at-exit
    t->used = 0;
    pthread_mutex_unlock(&t->log);
    pthread_cleanup_pop(1);
    return nullptr;
}
