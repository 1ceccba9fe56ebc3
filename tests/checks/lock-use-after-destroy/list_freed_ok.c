/* The head of the list is freed until there is none; each takes itself off the list. */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct pool;
struct import {
    struct import *prev, *next;
    struct pool *pool;
    pthread_mutex_t mutex;
    int blocks;
};
struct pool {
    pthread_mutex_t mutex;
    struct import *imports;
};

#define LIST_REMOVE(head, item)                    \
    do {                                           \
        struct import **h = &(head), *it = (item); \
        if (it->next)                              \
            it->next->prev = it->prev;             \
        if (it->prev) {                            \
            it->prev->next = it->next;             \
        } else {                                   \
            assert(*h == it);                      \
            *h = it->next;                         \
        }                                          \
    } while (0)

static void import_free(struct import *i)
{
    pthread_mutex_lock(&i->mutex);
    i->blocks = 0;
    pthread_mutex_unlock(&i->mutex);
    pthread_mutex_lock(&i->pool->mutex);
    LIST_REMOVE(i->pool->imports, i);
    pthread_mutex_unlock(&i->pool->mutex);
    pthread_mutex_destroy(&i->mutex);
    free(i);
}

void pool_free(struct pool *p)
{
    while (p->imports)
        import_free(p->imports);
    pthread_mutex_destroy(&p->mutex);
    free(p);
}
