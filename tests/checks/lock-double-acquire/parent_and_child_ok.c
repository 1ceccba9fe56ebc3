/* Two objects of one type: the parent's lock is held while the child's is acquired. */
#include <pthread.h>
#include <stddef.h>

struct node {
    pthread_mutex_t lock;
    struct node *child;
    int weight;
};

static void node_bump(struct node *n)
{
    pthread_mutex_lock(&n->lock);
    n->weight++;
    pthread_mutex_unlock(&n->lock);
}

void node_bump_both(struct node *n)
{
    pthread_mutex_lock(&n->lock);
    n->weight++;
    if (n->child != NULL)
        node_bump(n->child);
    pthread_mutex_unlock(&n->lock);
}
