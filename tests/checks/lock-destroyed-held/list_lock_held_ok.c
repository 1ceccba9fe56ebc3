/* The list's lock is held, the node's lock is not. */
#include <pthread.h>
#include <stdlib.h>

struct node {
    struct node *next;
    pthread_mutex_t lock;
    int key;
};

struct list {
    pthread_mutex_t lock;
    struct node *head;
};

void list_remove(struct list *l, int key)
{
    pthread_mutex_lock(&l->lock);
    for (struct node **at = &l->head; *at != NULL; at = &(*at)->next) {
        struct node *n = *at;
        pthread_mutex_lock(&n->lock);
        int found = n->key == key;
        pthread_mutex_unlock(&n->lock);
        if (found) {
            *at = n->next;
            pthread_mutex_destroy(&n->lock);
            free(n);
            break;
        }
    }
    pthread_mutex_unlock(&l->lock);
}
