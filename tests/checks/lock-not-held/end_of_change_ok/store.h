#ifndef STORE_H
#define STORE_H
#include <pthread.h>

struct store {
    pthread_rwlock_t lock;
    int items;
};
void store_begin(struct store *s);
void store_end(struct store *s);
int store_commit(struct store *s);
#endif
