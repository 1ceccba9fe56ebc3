/* The read side while the same thread has the write side. */
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

int main(void)
{
    pthread_rwlock_wrlock(&l);
    must(pthread_rwlock_rdlock(&l) != 0); // expect: lock-double-acquire
    pthread_rwlock_unlock(&l);
    return 0;
}
