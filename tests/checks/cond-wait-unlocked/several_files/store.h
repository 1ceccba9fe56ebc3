#ifndef STORE_H
#define STORE_H
#include <pthread.h>

struct store {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned generation;
};

extern struct store store;
void store_wait_for_change(struct store *s, unsigned since);
void store_touch(struct store *s);
#endif
