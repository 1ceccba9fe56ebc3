/* next() releases at the end of the list; only the early way out does it by hand. */
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

int table_find(struct table *t, int want)
{
    int k;

    pthread_mutex_lock(&t->lock);
    t->at = 0;
    while ((k = table_next(t)) >= 0)
        if (k == want) {
            pthread_mutex_unlock(&t->lock);
            return k;
        }
    return -1;
}
