#ifndef NODE_H
#define NODE_H
#include <pthread.h>

struct node {
    struct node *next;
    pthread_mutex_t lock;
    int key;
};
void node_delete(struct node *n);
int list_remove(struct node **head, int key);
#endif
