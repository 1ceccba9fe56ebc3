// The lock is chosen by one condition and released by another.
#include <pthread.h>
#include <stdbool.h>

struct pair {
    pthread_mutex_t left, right;
    int n, full;
};

int count(struct pair *p, bool mirrored)
{
    pthread_mutex_t *lock = mirrored ? &p->right : &p->left;
    pthread_mutex_lock(lock);
    p->n++;
    if (p->full) {
        if (lock == &p->left)
            pthread_mutex_unlock(&p->left);
        return -1; // expect: lock-held-at-return
    }
    pthread_mutex_unlock(lock);
    return p->n;
}
