/* The object where a climb stops comes with its lock held: its caller forgets that on one way. And
 * an object that is returned is no reason to keep its lock when other ways release it. */
#include <pthread.h>

struct node {
    pthread_mutex_t lock;
    struct node *parent;
    int key;
};

static struct node *topmost(struct node *at)
{
    pthread_mutex_lock(&at->lock);
    while (at->parent) {
        struct node *up = at->parent;
        pthread_mutex_lock(&up->lock);
        pthread_mutex_unlock(&at->lock);
        at = up;
    }
    return at;
}

int count(struct node *leaf)
{
    struct node *root = topmost(leaf);
    if (root->key < 0)
        return 0; // expect: lock-held-at-return
    root->key++;
    pthread_mutex_unlock(&root->lock);
    return 0;
}

struct node *touch(struct node *at)
{
    pthread_mutex_lock(&at->lock);
    if (at->key < 0)
        return at; // expect: lock-held-at-return
    at->key++;
    pthread_mutex_unlock(&at->lock);
    return at;
}
