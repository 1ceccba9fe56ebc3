/* A recursive lock, so that the callback may come back. */
#define _GNU_SOURCE
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

struct node {
    void (*visit)(struct node *self, void *user);
    void *user;
    int visits;
};

void node_init(struct node *n, void (*visit)(struct node *, void *), void *user)
{
    n->visit = visit;
    n->user = user;
    n->visits = 0;
}

void node_touch(struct node *n)
{
    pthread_mutex_lock(&lock);
    n->visits++;
    n->visit(n, n->user);
    pthread_mutex_unlock(&lock);
}
