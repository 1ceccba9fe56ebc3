/* The pointer moves on before the next round. */
#include <pthread.h>
#include <stdlib.h>

struct node {
    struct node *next;
    pthread_mutex_t lock;
};

void list_free(struct node **head)
{
    while (*head != NULL) {
        struct node *n = *head;
        pthread_mutex_lock(&n->lock);
        *head = n->next;
        pthread_mutex_unlock(&n->lock);
        pthread_mutex_destroy(&n->lock);
        free(n);
    }
}
