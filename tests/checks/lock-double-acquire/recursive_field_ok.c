/* Initialised as recursive: the holder may acquire it again. */
#include <pthread.h>

struct tree {
    pthread_mutex_t lock;
    int nodes;
};

int tree_init(struct tree *t)
{
    pthread_mutexattr_t attr;
    if (pthread_mutexattr_init(&attr) != 0)
        return -1;
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    int rc = pthread_mutex_init(&t->lock, &attr);
    pthread_mutexattr_destroy(&attr);
    return rc;
}

int tree_count(struct tree *t)
{
    pthread_mutex_lock(&t->lock);
    int n = t->nodes;
    pthread_mutex_unlock(&t->lock);
    return n;
}

int tree_add(struct tree *t)
{
    pthread_mutex_lock(&t->lock);
    t->nodes = tree_count(t) + 1;
    pthread_mutex_unlock(&t->lock);
    return 0;
}
