/* The local record is handed to a function that locks it. */
#include <pthread.h>

struct tally {
    pthread_mutex_t lock;
    int n;
};

static void tally_add(struct tally *t, int k)
{
    pthread_mutex_lock(&t->lock);
    t->n += k;
    pthread_mutex_unlock(&t->lock);
}

int count(int k)
{
    struct tally t;
    t.n = 0;
    tally_add(&t, k); // expect: lock-uninitialized
    return t.n;
}
