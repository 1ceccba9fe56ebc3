/* Walks a list with two locks at a time, never twice the same. */
#include <pthread.h>
#include <stddef.h>

struct node {
    struct node *next;
    pthread_mutex_t lock;
    int key;
};

int list_find(struct node *head, int key)
{
    struct node *n = head, *next;

    pthread_mutex_lock(&n->lock);
    while (n->key != key && (next = n->next) != NULL) {
        pthread_mutex_lock(&next->lock);
        pthread_mutex_unlock(&n->lock);
        n = next;
    }
    int found = n->key == key;
    pthread_mutex_unlock(&n->lock);
    return found;
}
