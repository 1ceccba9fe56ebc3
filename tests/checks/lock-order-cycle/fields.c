/* Both locks are fields: one thread goes from the table to the entry, the other back. */
#include <pthread.h>
#include <stdlib.h>

struct table;
struct entry {
    pthread_mutex_t lock;
    struct table *owner;
    int hits;
};
struct table {
    pthread_mutex_t lock;
    struct entry *entry[32];
    int live;
};

static void *scrub(void *arg)
{
    struct table *t = arg;
    pthread_mutex_lock(&t->lock);
    for (int i = 0; i < 32; i++) {
        struct entry *e = t->entry[i];
        if (!e)
            continue;
        pthread_mutex_lock(&e->lock); // expect: lock-order-cycle
        e->hits = 0;
        pthread_mutex_unlock(&e->lock);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

static void *hit(void *arg)
{
    struct entry *e = arg;
    pthread_mutex_lock(&e->lock);
    if (e->hits++ == 0) {
        pthread_mutex_lock(&e->owner->lock); // expect: lock-order-cycle
        e->owner->live++;
        pthread_mutex_unlock(&e->owner->lock);
    }
    pthread_mutex_unlock(&e->lock);
    return NULL;
}

int table_exercise(struct table *t)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, scrub, t) != 0)
        return -1;
    if (pthread_create(&b, NULL, hit, t->entry[0]) != 0) {
        pthread_join(a, NULL);
        return -1;
    }
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
