/* Functions that belong to the data: compare, hash, free. */
#include <pthread.h>
#include <stdlib.h>

struct set {
    pthread_mutex_t lock;
    int (*compare)(const void *a, const void *b, void *ctx);
    void (*free_item)(void *item, void *ctx);
    void *ctx;
    void **item;
    size_t n;
};

void set_init(struct set *s, int (*compare)(const void *, const void *, void *),
              void (*free_item)(void *, void *), void *ctx)
{
    pthread_mutex_init(&s->lock, NULL);
    s->compare = compare;
    s->free_item = free_item;
    s->ctx = ctx;
    s->item = NULL;
    s->n = 0;
}

int set_drop(struct set *s, const void *like)
{
    int dropped = 0;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->n; i++)
        if (s->compare(s->item[i], like, s->ctx) == 0) {
            s->free_item(s->item[i], s->ctx);
            s->item[i] = s->item[--s->n];
            dropped++;
        }
    pthread_mutex_unlock(&s->lock);
    return dropped;
}
