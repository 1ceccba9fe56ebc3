/* Whether the map is shared decides about acquiring and, on each exit, about releasing. */
#include <pthread.h>
#include <stdbool.h>

struct map {
    bool shared;
    pthread_rwlock_t lock;
    int n, key[64], value[64];
};

int map_get(struct map *m, int key)
{
    const bool shared = m->shared;
    int i;

    if (shared)
        pthread_rwlock_rdlock(&m->lock);
    for (i = 0; i < m->n; i++) {
        if (m->key[i] == key) {
            int value = m->value[i];
            if (shared)
                pthread_rwlock_unlock(&m->lock);
            return value;
        }
    }
    if (shared)
        pthread_rwlock_unlock(&m->lock);
    return -1;
}
