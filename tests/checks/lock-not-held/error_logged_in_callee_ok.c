// A macro logs when a lock fails and goes on; a function returns an entry with its lock held, for reading or writing.
#include <pthread.h>
#include <stddef.h>

void log_err(const char *what, int error);
#define CHECKED(call)                                                                                                          \
    do {                                                                                                                       \
        int error;                                                                                                             \
        if ((error = (call)) != 0)                                                                                             \
            log_err(#call, error);                                                                                             \
    } while (0)

struct entry {
    pthread_rwlock_t lock;
    struct entry *next;
    int hash;
    void *key;
    long ttl;
};
struct bin {
    pthread_spinlock_t lock;
    struct entry *list;
};
struct table {
    pthread_spinlock_t lock;
    struct bin *bin;
    int mask;
    int (*compare)(void *, void *);
};

static struct entry *find(struct table *t, struct bin *b, int hash, void *key)
{
    for (struct entry *e = b->list; e; e = e->next)
        if (e->hash == hash && t->compare(e->key, key) == 0)
            return e;
    return NULL;
}

static struct entry *look_up(struct table *t, int hash, void *key, int write)
{
    CHECKED(pthread_spin_lock(&t->lock));
    struct bin *bin = &t->bin[hash & t->mask];
    CHECKED(pthread_spin_lock(&bin->lock));
    struct entry *e = find(t, bin, hash, key);
    CHECKED(pthread_spin_unlock(&t->lock));
    if (e) {
        if (write)
            CHECKED(pthread_rwlock_wrlock(&e->lock));
        else
            CHECKED(pthread_rwlock_rdlock(&e->lock));
    }
    CHECKED(pthread_spin_unlock(&bin->lock));
    return e;
}

void *fresh_key(struct table *t, int hash, void *key, long now, int write)
{
    struct entry *e = look_up(t, hash, key, write);
    if (!e)
        return NULL;
    if (now > e->ttl) {
        CHECKED(pthread_rwlock_unlock(&e->lock));
        return NULL;
    }
    return e->key;
}
