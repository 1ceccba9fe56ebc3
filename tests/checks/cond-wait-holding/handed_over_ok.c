/* Hand over hand: the table lock is gone before the wait begins. */
#include <pthread.h>

struct row {
    pthread_mutex_t lock;
    pthread_cond_t unlocked;
    int pinned;
};

struct table {
    pthread_mutex_t lock;
    struct row *first;
};

void table_update(struct table *t)
{
    pthread_mutex_lock(&t->lock);
    struct row *r = t->first;
    pthread_mutex_lock(&r->lock);
    pthread_mutex_unlock(&t->lock);
    while (r->pinned)
        pthread_cond_wait(&r->unlocked, &r->lock);
    r->pinned = 1;
    pthread_mutex_unlock(&r->lock);
}
