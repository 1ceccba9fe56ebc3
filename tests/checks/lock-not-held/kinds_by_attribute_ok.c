/* Recursive and error-checking mutexes are made with attributes, here in helpers and structures. */
#include <errno.h>
#include <pthread.h>

struct tree {
    pthread_mutex_t lock, owner_check;
    int depth, nodes;
};

static int init_recursive(pthread_mutex_t *m)
{
    pthread_mutexattr_t attr;
    int rc = pthread_mutexattr_init(&attr);
    if (rc)
        return rc;
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    rc = pthread_mutex_init(m, &attr);
    pthread_mutexattr_destroy(&attr);
    return rc;
}

int tree_init(struct tree *t)
{
    pthread_mutexattr_t attr;
    int rc = init_recursive(&t->lock);
    if (rc)
        return rc;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
    rc = pthread_mutex_init(&t->owner_check, &attr);
    pthread_mutexattr_destroy(&attr);
    return rc;
}

int tree_insert(struct tree *t, int n)
{
    pthread_mutex_lock(&t->lock);
    t->nodes++;
    if (n > 0 && tree_insert(t, n - 1) < 0) {
        pthread_mutex_unlock(&t->lock);
        return -1;
    }
    pthread_mutex_unlock(&t->lock);
    return 0;
}

int tree_count(struct tree *t)
{
    pthread_mutex_lock(&t->lock);
    pthread_mutex_lock(&t->lock);
    int n = t->nodes;
    pthread_mutex_unlock(&t->lock);
    pthread_mutex_unlock(&t->lock);
    return n;
}
