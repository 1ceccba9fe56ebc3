/* The joiner holds the lock of the parent, the thread needs that of the child: the same field of
 * two objects. */
#include <pthread.h>

struct node {
    pthread_mutex_t lock;
    pthread_t thread;
    struct node *parent;
    int stop, load;
};

static void *node_main(void *arg)
{
    struct node *n = arg;
    int stop = 0;
    while (!stop) {
        pthread_mutex_lock(&n->lock);
        n->load++;
        stop = n->stop;
        pthread_mutex_unlock(&n->lock);
    }
    return NULL;
}

int node_start(struct node *n)
{
    return pthread_create(&n->thread, NULL, node_main, n);
}

void node_remove(struct node *n)
{
    pthread_mutex_lock(&n->lock);
    n->stop = 1;
    pthread_mutex_unlock(&n->lock);
    pthread_mutex_lock(&n->parent->lock);
    pthread_join(n->thread, NULL);
    n->parent->load -= n->load;
    pthread_mutex_unlock(&n->parent->lock);
}
