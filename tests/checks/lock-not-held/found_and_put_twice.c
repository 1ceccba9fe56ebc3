/* The error path gives back what a look-up locked, and so does the end. */
#include <pthread.h>

struct node {
    struct node *next;
    pthread_mutex_t mutex;
    int id, refs;
};

static struct node *nodes;

static struct node *node_get(int id)
{
    for (struct node *n = nodes; n; n = n->next)
        if (n->id == id) {
            pthread_mutex_lock(&n->mutex);
            return n;
        }
    return 0;
}

static void node_put(struct node *n)
{
    pthread_mutex_unlock(&n->mutex);
}

int node_hold(int id)
{
    int rc = 0;
    struct node *n = node_get(id);
    if (!n)
        return -1;
    if (n->refs > 1000) {
        rc = -1;
        node_put(n);
    }
    n->refs++;
    node_put(n); // expect: lock-not-held
    return rc;
}
