/* Objects of an array are locked in the order of their addresses, whatever the caller's order is. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>

struct account {
    pthread_mutex_t m;
    int sum;
};
static struct account account[8];

static void transfer(struct account *a, struct account *b)
{
    struct account *low = a < b ? a : b, *high = a < b ? b : a;
    pthread_mutex_lock(&low->m);
    pthread_mutex_lock(&high->m);
    a->sum--;
    b->sum++;
    pthread_mutex_unlock(&high->m);
    pthread_mutex_unlock(&low->m);
}

static void *worker(void *arg)
{
    unsigned seed = (unsigned)(long)arg;
    for (int i = 0; i < 300; i++) {
        int a = rand_r(&seed) % 8, b = rand_r(&seed) % 8;
        if (a != b)
            transfer(&account[a], &account[b]);
    }
    return NULL;
}

int main(void)
{
    pthread_t t[3];
    for (int i = 0; i < 8; i++)
        pthread_mutex_init(&account[i].m, NULL);
    for (long i = 0; i < 3; i++)
        must(pthread_create(&t[i], NULL, worker, (void *)i) == 0);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
