/* One side or the other, as the caller says. */
#include <pthread.h>
#include <stdbool.h>

struct store {
    pthread_rwlock_t lock;
    int rows;
};

static void store_lock(struct store *s, bool writing)
{
    if (writing)
        pthread_rwlock_wrlock(&s->lock);
    else
        pthread_rwlock_rdlock(&s->lock);
}

int store_visit(struct store *s, bool writing, int n)
{
    store_lock(s, writing);
    int rows = s->rows;
    if (writing)
        s->rows = rows + n;
    pthread_rwlock_unlock(&s->lock);
    return rows;
}

int store_both(struct store *s)
{
    store_lock(s, false);
    int n = s->rows;
    pthread_rwlock_unlock(&s->lock);
    store_lock(s, true);
    s->rows = n + 1;
    pthread_rwlock_unlock(&s->lock);
    return n;
}
