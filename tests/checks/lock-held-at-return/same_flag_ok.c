/* Acquired and released under the same condition, in several guises. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct node {
    pthread_mutex_t lock;
    bool threaded, dirty;
    int refs, mode;
    struct node *parent;
};
enum { READ_ONLY = 1, NO_LOCK = 2 };

int node_update(struct node *n, bool locked)
{
    int rc = 0;
    if (!locked)
        pthread_mutex_lock(&n->lock);
    if (n->refs == 0)
        rc = -ENOENT;
    else
        n->dirty = true;
    if (!locked)
        pthread_mutex_unlock(&n->lock);
    return rc;
}

int node_flush(struct node *n, unsigned flags)
{
    if (!(flags & NO_LOCK))
        pthread_mutex_lock(&n->lock);
    n->dirty = false;
    int r = n->refs;
    if (flags & READ_ONLY)
        r = 0;
    if (!(flags & NO_LOCK))
        pthread_mutex_unlock(&n->lock);
    return r;
}

int node_mark(struct node *n, struct node *above)
{
    if (above != NULL)
        pthread_mutex_lock(&above->lock);
    n->dirty = true;
    if (!above)
        return 0;
    above->dirty = true;
    pthread_mutex_unlock(&above->lock);
    return 1;
}

int node_enter(struct node *n)
{
    bool mine = false;
    if (n->threaded && n->refs > 1) {
        pthread_mutex_lock(&n->lock);
        mine = true;
    }
    n->mode++;
    if (mine)
        pthread_mutex_unlock(&n->lock);
    return n->mode;
}

int node_retry(struct node *n)
{
    int rc = pthread_mutex_trylock(&n->lock);
    if (rc != 0 && rc != EBUSY)
        return -rc;
    if (rc == EBUSY) {
        n->refs++;
        return 0;
    }
    n->dirty = true;
    pthread_mutex_unlock(&n->lock);
    return 1;
}

int node_pick(struct node *n, int how)
{
    switch (how) {
    case 0:
        break;
    case 1:
    case 2:
        pthread_mutex_lock(&n->lock);
        break;
    default:
        return -EINVAL;
    }
    n->mode = how;
    if (how == 1 || how == 2)
        pthread_mutex_unlock(&n->lock);
    return 0;
}

int node_walk(struct node *n)
{
    pthread_mutex_t *held = NULL;
    int depth = 0;
    for (; n; n = n->parent) {
        if (n->threaded && !held) {
            held = &n->lock;
            pthread_mutex_lock(held);
        }
        depth++;
    }
    if (held)
        pthread_mutex_unlock(held);
    return depth;
}
