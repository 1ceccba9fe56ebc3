// Two fields never have one address: the comparison is always false, and the lock that is released
// is the one that nobody acquired.
#include <pthread.h>

struct pair {
    pthread_mutex_t left, right;
    int n;
};

void count(struct pair *p)
{
    pthread_mutex_t *lock = &p->left;
    pthread_mutex_lock(lock);
    p->n++;
    if (lock == &p->right)
        pthread_mutex_unlock(&p->left);
    else
        pthread_mutex_unlock(&p->right); // expect: lock-not-held
} // expect: lock-held-at-return
