/* The owner destroys it before it gives it back. */
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

int main(void)
{
    pthread_rwlock_wrlock(&l);
    pthread_rwlock_destroy(&l); // expect: lock-destroyed-held
    return 0;
}
