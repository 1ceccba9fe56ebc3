/* trylock on a mutex one holds says EBUSY, and that is the question. */
#include "order.h"
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

int main(void)
{
    pthread_mutex_lock(&m);
    must(pthread_mutex_trylock(&m) == EBUSY);
    pthread_mutex_unlock(&m);
    must(pthread_mutex_trylock(&m) == 0);
    pthread_mutex_unlock(&m);
    return 0;
}
