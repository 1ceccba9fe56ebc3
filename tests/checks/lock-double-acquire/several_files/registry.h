#ifndef REGISTRY_H
#define REGISTRY_H
#include <pthread.h>

typedef struct registry {
    pthread_mutex_t lock;
    int count;
} registry_t;

#define REGISTRY_LOCK(r) pthread_mutex_lock(&(r)->lock)
#define REGISTRY_UNLOCK(r) pthread_mutex_unlock(&(r)->lock)

int registry_count(registry_t *r);
void registry_purge(registry_t *r);
#endif
