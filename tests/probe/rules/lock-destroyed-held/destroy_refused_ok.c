/* An error-checked teardown: destroy says EBUSY and is tried again after the release. glibc refuses for
 * mutexes, so the lock lives on; the attempt itself is what the trylock before it avoids here. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

int main(void)
{
    if (pthread_mutex_trylock(&m) == 0) {
        pthread_mutex_unlock(&m);
        must(pthread_mutex_destroy(&m) == 0);
    }
    return 0;
}
