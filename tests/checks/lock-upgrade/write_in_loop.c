/* In the second round the read side is still held. */
#include <pthread.h>
#include <stddef.h>

struct node {
    struct node *next;
    int stale;
};
struct list {
    pthread_rwlock_t lock;
    struct node *first;
    int dropped;
};

void list_sweep(struct list *l)
{
    pthread_rwlock_rdlock(&l->lock);
    for (struct node *n = l->first; n; n = n->next) {
        if (!n->stale)
            continue;
        pthread_rwlock_wrlock(&l->lock); // expect: lock-upgrade
        l->dropped++;
        pthread_rwlock_unlock(&l->lock);
    }
    pthread_rwlock_unlock(&l->lock);
}
