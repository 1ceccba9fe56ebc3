#ifndef STORE_H
#define STORE_H
#include <pthread.h>

struct store {
    pthread_rwlock_t lock;
    int items;
};
/* Begins a change; the caller ends it. */
void store_begin(struct store *s);
void store_end(struct store *s);
/* Counts an item and ends the change. */
int store_commit(struct store *s);
#endif
