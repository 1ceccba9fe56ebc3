// One lock of an array of locks stays locked.
#include <pthread.h>
#include <stddef.h>

#define STRIPES 16

struct bucket {
    pthread_mutex_t lock;
    int used, broken;
};

struct table {
    struct bucket bucket[STRIPES];
    pthread_mutex_t stripe[STRIPES];
    int total;
};

int table_total(struct table *t)
{
    int total = 0;
    for (size_t i = 0; i < STRIPES; i++) {
        pthread_mutex_lock(&t->bucket[i].lock);
        if (t->bucket[i].broken) {
            total = -1;
            break;
        }
        total += t->bucket[i].used;
        pthread_mutex_unlock(&t->bucket[i].lock);
    }
    return total; // expect: lock-held-at-return
}

int table_put(struct table *t, unsigned hash, int by)
{
    unsigned slot = hash % STRIPES;

    pthread_mutex_lock(&t->stripe[slot]);
    if (t->bucket[slot].used + by < 0)
        return -1; // expect: lock-held-at-return
    t->bucket[slot].used += by;
    pthread_mutex_unlock(&t->stripe[slot]);
    return 0;
}
