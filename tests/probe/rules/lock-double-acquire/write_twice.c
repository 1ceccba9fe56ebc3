/* The write side of a rwlock twice: the C library says EDEADLK. */
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

static int reload(void)
{
    int r = pthread_rwlock_wrlock(&l); // expect: lock-double-acquire
    if (r == 0)
        pthread_rwlock_unlock(&l);
    return r;
}

int main(void)
{
    pthread_rwlock_wrlock(&l);
    must(reload() != 0);
    pthread_rwlock_unlock(&l);
    return 0;
}
