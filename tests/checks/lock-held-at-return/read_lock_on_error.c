/* Out of memory leaves the read side held. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct catalog {
    pthread_rwlock_t lock;
    size_t n;
    int price[128];
};

int *catalog_snapshot(struct catalog *c, size_t *n)
{
    pthread_rwlock_rdlock(&c->lock);
    int *copy = malloc(c->n * sizeof *copy);
    if (copy == NULL)
        return NULL; // expect: lock-held-at-return
    memcpy(copy, c->price, c->n * sizeof *copy);
    *n = c->n;
    pthread_rwlock_unlock(&c->lock);
    return copy;
}
