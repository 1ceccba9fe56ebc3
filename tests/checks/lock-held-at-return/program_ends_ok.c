/* The path that keeps the lock does not return. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct heap {
    pthread_mutex_t lock;
    unsigned magic, used;
};

unsigned heap_used(struct heap *h)
{
    pthread_mutex_lock(&h->lock);
    if (h->magic != 0x48454150) {
        fprintf(stderr, "heap is damaged\n");
        abort();
    }
    unsigned n = h->used;
    pthread_mutex_unlock(&h->lock);
    return n;
}
