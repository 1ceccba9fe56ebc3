/* A recursive lock is acquired again with another one in between. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t r = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP, m = PTHREAD_MUTEX_INITIALIZER;

static void *worker(void *arg)
{
    for (int i = 0; i < 10; i++) {
        pthread_mutex_lock(&r);
        pthread_mutex_lock(&m);
        pthread_mutex_lock(&r);
        pthread_mutex_unlock(&r);
        pthread_mutex_unlock(&m);
        pthread_mutex_unlock(&r);
    }
    return arg;
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, worker, NULL) == 0);
    must(pthread_create(&u, NULL, worker, NULL) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
