/* Two rwlocks, read in both orders. */
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t a = PTHREAD_RWLOCK_INITIALIZER, b = PTHREAD_RWLOCK_INITIALIZER;

static void *reader(void *arg)
{
    pthread_rwlock_t *first = arg ? &a : &b, *second = arg ? &b : &a;
    for (int i = 0; i < 20; i++) {
        pthread_rwlock_rdlock(first);
        pthread_rwlock_rdlock(second);
        pthread_rwlock_unlock(second);
        pthread_rwlock_unlock(first);
    }
    return NULL;
}

int main(void)
{
    pthread_t t, u;
    must(pthread_create(&t, NULL, reader, NULL) == 0);
    must(pthread_create(&u, NULL, reader, &a) == 0);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
