/* A bounded queue with two conditions and four threads. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER, emptied = PTHREAD_COND_INITIALIZER;
static int n;

static void *produce(void *arg)
{
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&m);
        while (n == 4)
            pthread_cond_wait(&emptied, &m);
        n++;
        pthread_cond_signal(&filled);
        pthread_mutex_unlock(&m);
    }
    return arg;
}

static void *consume(void *arg)
{
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&m);
        while (n == 0)
            pthread_cond_wait(&filled, &m);
        n--;
        pthread_mutex_unlock(&m);
        pthread_cond_signal(&emptied);
    }
    return arg;
}

int main(void)
{
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        must(pthread_create(&t[i], NULL, i % 2 ? produce : consume, NULL) == 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    return n;
}
