/* POSIX: a condition may be destroyed as soon as all waiters have been woken. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>

struct job {
    pthread_mutex_t m;
    pthread_cond_t c;
    int done;
};

static void *waiter(void *arg)
{
    struct job *j = arg;
    pthread_mutex_lock(&j->m);
    order_arrive();
    while (!j->done)
        pthread_cond_wait(&j->c, &j->m);
    pthread_mutex_unlock(&j->m);
    return NULL;
}

int main(void)
{
    for (int round = 0; round < 20; round++) {
        struct job *j = calloc(1, sizeof *j);
        pthread_t t[3];
        pthread_mutex_init(&j->m, NULL);
        pthread_cond_init(&j->c, NULL);
        for (int i = 0; i < 3; i++)
            must(pthread_create(&t[i], NULL, waiter, j) == 0);
        order_await(3 * (round + 1));
        pthread_mutex_lock(&j->m);
        j->done = 1;
        pthread_cond_broadcast(&j->c);
        pthread_mutex_unlock(&j->m);
        pthread_cond_destroy(&j->c);
        for (int i = 0; i < 3; i++)
            pthread_join(t[i], NULL);
        pthread_mutex_destroy(&j->m);
        free(j);
    }
    return 0;
}
