// Arrays of locks, used in the usual ways.
#include <pthread.h>
#include <stddef.h>

#define STRIPES 16

struct bucket {
    pthread_mutex_t lock;
    int used, broken;
};

struct table {
    struct bucket bucket[STRIPES];
    int total, hint;
};

// All of them, for as long as the table is resized.
void table_lock(struct table *t)
{
    for (size_t i = 0; i < STRIPES; i++)
        pthread_mutex_lock(&t->bucket[i].lock);
}

void table_unlock(struct table *t)
{
    for (size_t i = 0; i < STRIPES; i++)
        pthread_mutex_unlock(&t->bucket[i].lock);
}

int table_rehash(struct table *t)
{
    for (struct bucket *b = t->bucket; b < t->bucket + STRIPES; b++)
        if (b->used)
            pthread_mutex_lock(&b->lock);
    t->total++;
    for (struct bucket *b = t->bucket; b < t->bucket + STRIPES; b++)
        if (b->used)
            pthread_mutex_unlock(&b->lock);
    return t->total;
}

// The free bucket is handed out locked.
struct bucket *table_find_free(struct table *t)
{
    for (size_t i = 0; i < STRIPES; i++) {
        struct bucket *b = &t->bucket[i];
        pthread_mutex_lock(&b->lock);
        if (!b->used)
            return b;
        pthread_mutex_unlock(&b->lock);
    }
    return NULL;
}

// The index may change while the lock is held; the lock that is let go is the one taken.
int table_add(struct table *t, unsigned hash)
{
    struct bucket *b = &t->bucket[hash % STRIPES];
    pthread_mutex_lock(&b->lock);
    int used = ++b->used;
    t->hint = (int)(hash % STRIPES);
    pthread_mutex_unlock(&t->bucket[hash % STRIPES].lock);
    return used;
}

// Hand over hand.
int table_scan(struct table *t)
{
    int sum = 0;
    size_t i = 0;
    pthread_mutex_lock(&t->bucket[0].lock);
    for (;;) {
        sum += t->bucket[i].used;
        if (i + 1 == STRIPES)
            break;
        pthread_mutex_lock(&t->bucket[i + 1].lock);
        pthread_mutex_unlock(&t->bucket[i].lock);
        i++;
    }
    pthread_mutex_unlock(&t->bucket[i].lock);
    return sum;
}

// Early exits that let go.
int table_sum(struct table *t)
{
    int sum = 0;
    for (size_t i = 0; i < STRIPES; i++) {
        pthread_mutex_lock(&t->bucket[i].lock);
        if (t->bucket[i].broken) {
            pthread_mutex_unlock(&t->bucket[i].lock);
            sum = -1;
            break;
        }
        sum += t->bucket[i].used;
        pthread_mutex_unlock(&t->bucket[i].lock);
    }
    return sum;
}
