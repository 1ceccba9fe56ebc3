/* Two objects one after the other at one address, the first given back properly. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct node {
    char pad[40];
    pthread_mutex_t m;
};

static struct node *make(void)
{
    struct node *n = calloc(1, sizeof *n);
    pthread_mutex_init(&n->m, NULL);
    return n;
}

int main(void)
{
    for (int i = 0; i < 20; i++) {
        struct node *n = make();
        pthread_mutex_lock(&n->m);
        pthread_mutex_unlock(&n->m);
        pthread_mutex_destroy(&n->m);
        free(n);
    }
    return 0;
}
