/* The look-up holds the read side while it inserts what it did not find. */
#include <pthread.h>
#include <stdlib.h>

struct entry {
    struct entry *next;
    int key;
};
struct cache {
    pthread_rwlock_t lock;
    struct entry *first;
};

static struct entry *cache_insert(struct cache *c, int key)
{
    struct entry *e = malloc(sizeof *e);
    if (!e)
        return NULL;
    e->key = key;
    pthread_rwlock_wrlock(&c->lock);
    e->next = c->first;
    c->first = e;
    pthread_rwlock_unlock(&c->lock);
    return e;
}

struct entry *cache_get(struct cache *c, int key)
{
    struct entry *e;
    pthread_rwlock_rdlock(&c->lock);
    for (e = c->first; e; e = e->next)
        if (e->key == key)
            break;
    if (!e)
        e = cache_insert(c, key); // expect: lock-upgrade
    pthread_rwlock_unlock(&c->lock);
    return e;
}
