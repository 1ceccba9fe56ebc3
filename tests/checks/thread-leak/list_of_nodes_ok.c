/* Every node of a list owns a thread; the list is walked at the end. */
#include <pthread.h>
#include <stdlib.h>

struct node {
    pthread_t thread;
    struct node *next;
};

static struct node *nodes;

void *worker(void *arg);

int node_add(void)
{
    struct node *n = malloc(sizeof *n);
    if (!n)
        return -1;
    if (pthread_create(&n->thread, NULL, worker, n) != 0) {
        free(n);
        return -1;
    }
    n->next = nodes;
    nodes = n;
    return 0;
}

void nodes_end(void)
{
    while (nodes) {
        struct node *n = nodes;
        nodes = n->next;
        pthread_join(n->thread, NULL);
        free(n);
    }
}
