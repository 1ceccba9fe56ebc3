// Two objects are locked in the order of their numbers, and once when they are one: where numbers
// differ, so do objects.
#include <pthread.h>

struct account {
    pthread_mutex_t lock;
    int id;
    long money;
};

static void lock_both(struct account *x, struct account *y)
{
    if (x->id < y->id) {
        pthread_mutex_lock(&x->lock);
        pthread_mutex_lock(&y->lock);
    } else {
        pthread_mutex_lock(&y->lock);
        if (x != y)
            pthread_mutex_lock(&x->lock);
    }
}

static void unlock_both(struct account *x, struct account *y)
{
    pthread_mutex_unlock(&x->lock);
    if (x != y)
        pthread_mutex_unlock(&y->lock);
}

long together(struct account *x, struct account *y)
{
    lock_both(x, y);
    long sum = x == y ? x->money : x->money + y->money;
    unlock_both(x, y);
    return sum;
}

long together_reversed(struct account *first, struct account *a_second)
{
    lock_both(a_second, first);
    long sum = first->money + a_second->money;
    unlock_both(first, a_second);
    return sum;
}
