/* Hand over hand through a tree: where the climb or the descent stops, that object is returned with
 * its lock held. It may be the one it began with. */
#include <pthread.h>
#include <stddef.h>

struct node {
    pthread_mutex_t lock;
    struct node *parent, *left, *right;
    int key;
};

struct tree {
    pthread_mutex_t lock;
    struct node *root;
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

static struct node *one_up(struct node *at)
{
    pthread_mutex_lock(&at->lock);
    struct node *up = at->parent;
    if (!up)
        return at;
    pthread_mutex_lock(&up->lock);
    pthread_mutex_unlock(&at->lock);
    return up;
}

static struct node *find(struct tree *t, int key)
{
    pthread_mutex_lock(&t->lock);
    struct node *at = t->root;
    if (!at) {
        pthread_mutex_unlock(&t->lock);
        return NULL;
    }
    pthread_mutex_lock(&at->lock);
    pthread_mutex_unlock(&t->lock);
    while (at->key != key) {
        struct node *next = key < at->key ? at->left : at->right;
        if (!next) {
            pthread_mutex_unlock(&at->lock);
            return NULL;
        }
        pthread_mutex_lock(&next->lock);
        pthread_mutex_unlock(&at->lock);
        at = next;
    }
    return at;
}

int count_at_the_top(struct node *leaf)
{
    struct node *root = topmost(leaf);
    int n = ++root->key;
    if (n > 100) {
        root->key = 0;
        pthread_mutex_unlock(&root->lock);
        return 0;
    }
    pthread_mutex_unlock(&root->lock);
    return n;
}

int key_above(struct node *leaf)
{
    struct node *up = one_up(leaf);
    int key = up->key;
    pthread_mutex_unlock(&up->lock);
    return key;
}

int has(struct tree *t, int key)
{
    struct node *n = find(t, key);
    if (!n)
        return 0;
    pthread_mutex_unlock(&n->lock);
    return 1;
}
