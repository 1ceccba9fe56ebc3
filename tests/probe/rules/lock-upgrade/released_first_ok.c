/* Gives the read side back, asks for the write side, looks again. */
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static int cached;

static void *lookup(void *arg)
{
    pthread_rwlock_rdlock(&l);
    int have = cached;
    pthread_rwlock_unlock(&l);
    if (!have) {
        pthread_rwlock_wrlock(&l);
        if (!cached)
            cached = 1;
        pthread_rwlock_unlock(&l);
    }
    return arg;
}

int main(void)
{
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        must(pthread_create(&t[i], NULL, lookup, NULL) == 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    return 0;
}
