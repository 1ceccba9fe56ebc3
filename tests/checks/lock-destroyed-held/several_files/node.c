#include "node.h"

#include <stdlib.h>

void node_delete(struct node *n)
{
    if (n == NULL)
        return;
    pthread_mutex_destroy(&n->lock);
    free(n);
}
