/* The table lock stays held while the row's condition is awaited. */
#include <pthread.h>

struct row {
    pthread_mutex_t lock;
    pthread_cond_t unlocked;
    int pinned;
};

struct table {
    pthread_mutex_t lock;
    struct row rows[8];
};

void table_update(struct table *t, int i)
{
    struct row *r = &t->rows[i & 7];

    pthread_mutex_lock(&t->lock);
    pthread_mutex_lock(&r->lock);
    while (r->pinned)
        pthread_cond_wait(&r->unlocked, &r->lock); // expect: cond-wait-holding
    r->pinned = 1;
    pthread_mutex_unlock(&r->lock);
    pthread_mutex_unlock(&t->lock);
}

void table_unpin(struct table *t, int i)
{
    pthread_mutex_lock(&t->lock);
    struct row *r = &t->rows[i & 7];
    pthread_mutex_lock(&r->lock);
    r->pinned = 0;
    pthread_cond_signal(&r->unlocked);
    pthread_mutex_unlock(&r->lock);
    pthread_mutex_unlock(&t->lock);
}
