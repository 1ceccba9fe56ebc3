/* The attribute is set by a helper in the same file; the lock may nest. */
#include <pthread.h>

struct tree {
    pthread_mutex_t lock;
    int nodes;
};

static void make_attr(pthread_mutexattr_t *a)
{
    pthread_mutexattr_init(a);
    pthread_mutexattr_settype(a, PTHREAD_MUTEX_RECURSIVE);
}

int tree_init(struct tree *t)
{
    pthread_mutexattr_t a;
    make_attr(&a);
    int rc = pthread_mutex_init(&t->lock, &a);
    pthread_mutexattr_destroy(&a);
    t->nodes = 0;
    return rc;
}

static int tree_size(struct tree *t)
{
    pthread_mutex_lock(&t->lock);
    int n = t->nodes;
    pthread_mutex_unlock(&t->lock);
    return n;
}

void tree_grow(struct tree *t)
{
    pthread_mutex_lock(&t->lock);
    t->nodes = tree_size(t) + 1;
    pthread_mutex_unlock(&t->lock);
}
