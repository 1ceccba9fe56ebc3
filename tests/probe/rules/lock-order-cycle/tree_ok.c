/* Parents before children in trees that are built and torn down all the time. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>

struct node {
    pthread_mutex_t m;
    struct node *child[2];
};

static struct node *build(int depth)
{
    struct node *n = calloc(1, sizeof *n);
    pthread_mutex_init(&n->m, NULL);
    for (int i = 0; depth > 0 && i < 2; i++)
        n->child[i] = build(depth - 1);
    return n;
}

static void walk(struct node *n)
{
    pthread_mutex_lock(&n->m);
    for (int i = 0; i < 2; i++) {
        if (n->child[i])
            walk(n->child[i]);
    }
    pthread_mutex_unlock(&n->m);
}

static void drop(struct node *n)
{
    for (int i = 0; i < 2; i++) {
        if (n->child[i])
            drop(n->child[i]);
    }
    pthread_mutex_destroy(&n->m);
    free(n);
}

static void *worker(void *arg)
{
    for (int i = 0; i < 20; i++) {
        struct node *n = build(3);
        walk(n);
        drop(n);
    }
    return arg;
}

int main(void)
{
    pthread_t t[3];
    for (int i = 0; i < 3; i++)
        must(pthread_create(&t[i], NULL, worker, NULL) == 0);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
