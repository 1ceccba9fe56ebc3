/* A reader of the index appends to the journal; the journal's thread becomes writer of the index. */
#include <pthread.h>

struct store {
    pthread_rwlock_t index;
    pthread_mutex_t journal;
    int keys, entries;
};

static void *lookups(void *arg)
{
    struct store *s = arg;
    for (int i = 0; i < 1000; i++) {
        pthread_rwlock_rdlock(&s->index);
        if (s->keys > i) {
            pthread_mutex_lock(&s->journal); // expect: lock-order-cycle
            s->entries++;
            pthread_mutex_unlock(&s->journal);
        }
        pthread_rwlock_unlock(&s->index);
    }
    return NULL;
}

static void *compact(void *arg)
{
    struct store *s = arg;
    pthread_mutex_lock(&s->journal);
    if (s->entries > 10) {
        pthread_rwlock_wrlock(&s->index); // expect: lock-order-cycle
        s->keys = s->entries;
        s->entries = 0;
        pthread_rwlock_unlock(&s->index);
    }
    pthread_mutex_unlock(&s->journal);
    return NULL;
}

int store_run(struct store *s)
{
    pthread_t reader, compactor;
    if (pthread_create(&reader, NULL, lookups, s) != 0)
        return -1;
    if (pthread_create(&compactor, NULL, compact, s) == 0)
        pthread_join(compactor, NULL);
    pthread_join(reader, NULL);
    return 0;
}
