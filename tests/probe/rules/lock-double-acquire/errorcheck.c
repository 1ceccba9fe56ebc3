/* An error-checking mutex says so, and nobody looks. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m;

int main(void)
{
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&m, &a);
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m); // expect: lock-double-acquire
    pthread_mutex_unlock(&m);
    pthread_mutex_destroy(&m);
    return 0;
}
