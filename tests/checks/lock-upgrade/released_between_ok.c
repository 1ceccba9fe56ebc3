/* The read side is released before the write side is acquired. */
#include <pthread.h>

struct table {
    pthread_rwlock_t lock;
    int n, key[32], value[32];
};

int table_set(struct table *t, int key, int value)
{
    int found = -1;

    pthread_rwlock_rdlock(&t->lock);
    for (int i = 0; i < t->n; i++) {
        if (t->key[i] == key)
            found = i;
    }
    pthread_rwlock_unlock(&t->lock);
    if (found < 0)
        return -1;
    pthread_rwlock_wrlock(&t->lock);
    if (found < t->n && t->key[found] == key)
        t->value[found] = value;
    pthread_rwlock_unlock(&t->lock);
    return 0;
}
