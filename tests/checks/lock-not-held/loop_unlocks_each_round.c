/* Acquired once above the loop, released in every round. */
#include <pthread.h>

struct list {
    pthread_mutex_t lock;
    int len, items[16];
};

int list_sum(struct list *l)
{
    int sum = 0;

    pthread_mutex_lock(&l->lock);
    for (int i = 0; i < l->len; i++) {
        sum += l->items[i];
        pthread_mutex_unlock(&l->lock); // expect: lock-not-held
    }
    return sum; // expect: lock-held-at-return
}
