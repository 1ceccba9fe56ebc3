/* A look-up in a hash table returns what it found locked; one caller forgets that when it fails. */
#include <errno.h>
#include <pthread.h>
#include <string.h>

struct entry {
    struct entry *next;
    pthread_mutex_t lock;
    char key[16];
    int value, dead;
};

static struct entry *bucket[64];
static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;

static struct entry *get_locked(const char *key)
{
    struct entry *e;
    pthread_rwlock_rdlock(&table_lock);
    for (e = bucket[key[0] & 63]; e; e = e->next) {
        if (strcmp(e->key, key) == 0) {
            pthread_mutex_lock(&e->lock);
            break;
        }
    }
    pthread_rwlock_unlock(&table_lock);
    return e;
}

static void put(struct entry *e)
{
    pthread_mutex_unlock(&e->lock);
}

int increment(const char *key, int by)
{
    struct entry *e = get_locked(key);
    if (!e)
        return -ENOENT;
    if (e->dead) {
        put(e);
        return -ESTALE;
    }
    e->value += by;
    put(e);
    return 0;
}

int decrement(const char *key, int by)
{
    struct entry *e = get_locked(key);
    if (!e)
        return -ENOENT;
    if (e->value < by)
        return -ERANGE; // expect: lock-held-at-return
    e->value -= by;
    put(e);
    return 0;
}
