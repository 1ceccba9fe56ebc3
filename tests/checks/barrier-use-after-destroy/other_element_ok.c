/* Another element of the array each time. */
#include <pthread.h>

struct node {
    struct node *next;
    pthread_barrier_t meet;
};

void nodes_end(struct node *first)
{
    for (struct node *n = first; n; n = n->next) {
        pthread_barrier_wait(&n->meet);
        pthread_barrier_destroy(&n->meet);
    }
}

void pairs_end(pthread_barrier_t *b, int n)
{
    for (int i = 0; i < n; i++)
        pthread_barrier_destroy(&b[i]);
}
