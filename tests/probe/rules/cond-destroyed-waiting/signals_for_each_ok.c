/* As many signals as waiters, then the destruction. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int go;

static void *waiter(void *arg)
{
    pthread_mutex_lock(&m);
    order_arrive();
    while (!go)
        pthread_cond_wait(&c, &m);
    pthread_mutex_unlock(&m);
    return arg;
}

int main(void)
{
    pthread_t t[3];
    for (int i = 0; i < 3; i++)
        must(pthread_create(&t[i], NULL, waiter, NULL) == 0);
    order_await(3);
    pthread_mutex_lock(&m);
    go = 1;
    for (int i = 0; i < 3; i++)
        pthread_cond_signal(&c);
    pthread_mutex_unlock(&m);
    pthread_cond_destroy(&c);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return 0;
}
