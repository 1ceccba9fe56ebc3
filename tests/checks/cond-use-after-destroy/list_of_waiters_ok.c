/* Each round works on the next node. */
#include <pthread.h>
#include <stdlib.h>

struct node {
    struct node *next;
    pthread_cond_t cond;
};

void nodes_free(struct node *n)
{
    while (n != NULL) {
        struct node *next = n->next;
        pthread_cond_broadcast(&n->cond);
        pthread_cond_destroy(&n->cond);
        free(n);
        n = next;
    }
}
