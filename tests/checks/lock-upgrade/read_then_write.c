/* The reader wants to write and asks for the write side as if it replaced the read side: it waits for itself. */
#include <pthread.h>

struct table {
    pthread_rwlock_t lock;
    int n, key[32], value[32];
};

int table_set(struct table *t, int key, int value)
{
    pthread_rwlock_rdlock(&t->lock);
    for (int i = 0; i < t->n; i++) {
        if (t->key[i] == key) {
            pthread_rwlock_wrlock(&t->lock); // expect: lock-upgrade
            t->value[i] = value;
            break;
        }
    }
    pthread_rwlock_unlock(&t->lock);
    return 0;
}
