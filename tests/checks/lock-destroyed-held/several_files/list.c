#include <stddef.h>

#include "node.h"

int list_remove(struct node **head, int key)
{
    for (struct node **at = head; *at != NULL; at = &(*at)->next) {
        struct node *n = *at;
        pthread_mutex_lock(&n->lock);
        if (n->key == key) {
            *at = n->next;
            node_delete(n); // expect: lock-destroyed-held
            return 1;
        }
        pthread_mutex_unlock(&n->lock);
    }
    return 0;
}
