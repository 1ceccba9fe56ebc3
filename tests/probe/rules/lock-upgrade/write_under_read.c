/* Finds nothing under the read side and asks for the write side before giving it back. It hangs. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static int cached;

static int lookup(void)
{
    pthread_rwlock_rdlock(&l);
    if (!cached) {
        pthread_rwlock_wrlock(&l); // expect: lock-upgrade
        cached = 1;
        pthread_rwlock_unlock(&l);
    }
    pthread_rwlock_unlock(&l);
    return cached;
}

int main(void)
{
    return lookup() - 1;
}
