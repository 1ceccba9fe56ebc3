#include "store.h"

void store_begin(struct store *s)
{
    pthread_rwlock_wrlock(&s->lock);
}

void store_end(struct store *s)
{
    pthread_rwlock_unlock(&s->lock);
}

int store_commit(struct store *s)
{
    int n = ++s->items;
    store_end(s);
    return n;
}
