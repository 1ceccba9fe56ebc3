/* next() releases at the end of the list, and so does the caller's end(). */
#include <pthread.h>
#include <stddef.h>

struct table {
    pthread_mutex_t lock;
    int n, at;
};

static int table_next(struct table *t)
{
    if (t->at >= t->n) {
        pthread_mutex_unlock(&t->lock);
        return -1;
    }
    return t->at++;
}

int table_walk(struct table *t)
{
    int sum = 0, k;

    pthread_mutex_lock(&t->lock);
    t->at = 0;
    while ((k = table_next(t)) >= 0)
        sum += k;
    pthread_mutex_unlock(&t->lock); // expect: lock-not-held
    return sum;
}
