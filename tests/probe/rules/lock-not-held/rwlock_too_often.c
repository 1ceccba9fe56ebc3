/* A reader that gives back twice. */
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

static void put(void)
{
    pthread_rwlock_unlock(&l); // expect: lock-not-held
}

int main(void)
{
    pthread_rwlock_rdlock(&l);
    put();
    put();
    return 0;
}
