/* Heap and stack memory of destroyed locks is used for other locks, set up by memset. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct item {
    pthread_mutex_t m;
    int n;
};

__attribute__((noinline)) static void on_stack(void)
{
    pthread_mutex_t local;
    pthread_mutex_init(&local, NULL);
    pthread_mutex_lock(&local);
    pthread_mutex_unlock(&local);
    pthread_mutex_destroy(&local);
}

__attribute__((noinline)) static void zeroed_on_stack(void)
{
    struct item local;
    memset(&local, 0, sizeof local);
    pthread_mutex_lock(&local.m);
    pthread_mutex_unlock(&local.m);
}

int main(void)
{
    for (int i = 0; i < 10; i++) {
        struct item *a = malloc(sizeof *a);
        pthread_mutex_init(&a->m, NULL);
        pthread_mutex_lock(&a->m);
        pthread_mutex_unlock(&a->m);
        pthread_mutex_destroy(&a->m);
        free(a);
        struct item *b = malloc(sizeof *b);
        memset(b, 0, sizeof *b);
        pthread_mutex_lock(&b->m);
        pthread_mutex_unlock(&b->m);
        free(b);
        on_stack();
        zeroed_on_stack();
    }
    return 0;
}
