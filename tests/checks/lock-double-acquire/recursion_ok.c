// Functions that call themselves, each with its own way not to ask for its lock twice.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct node {
    pthread_mutex_t lock;
    struct node *child;
    int size;
};

struct tree {
    pthread_mutex_t lock;
    struct node *root;
    int depth, visits;
};

// Each level has a lock of its own.
int node_size(struct node *n)
{
    pthread_mutex_lock(&n->lock);
    int size = n->size;
    if (n->child != NULL)
        size += node_size(n->child);
    pthread_mutex_unlock(&n->lock);
    return size;
}

// Unlocks before it goes deeper.
int tree_count(struct tree *t, struct node *n)
{
    pthread_mutex_lock(&t->lock);
    t->visits++;
    pthread_mutex_unlock(&t->lock);
    return n == NULL ? 0 : 1 + tree_count(t, n->child);
}

// An argument says that the caller holds the lock already.
int tree_sum(struct tree *t, struct node *n, bool locked)
{
    int sum = 0;
    if (!locked)
        pthread_mutex_lock(&t->lock);
    if (n != NULL)
        sum = n->size + tree_sum(t, n->child, true);
    if (!locked)
        pthread_mutex_unlock(&t->lock);
    return sum;
}

// Only the outermost call locks.
static int nested;
static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER;

void reload(struct tree *t, int rounds)
{
    if (nested++ == 0)
        pthread_mutex_lock(&outer);
    if (rounds > 0)
        reload(t, rounds - 1);
    if (--nested == 0)
        pthread_mutex_unlock(&outer);
}

// Tries again from the start once it has let go.
int tree_take(struct tree *t)
{
    pthread_mutex_lock(&t->lock);
    if (t->root == NULL) {
        pthread_mutex_unlock(&t->lock);
        return tree_take(t);
    }
    int size = t->root->size;
    pthread_mutex_unlock(&t->lock);
    return size;
}
