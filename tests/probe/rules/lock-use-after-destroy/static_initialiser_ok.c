/* Destroyed, then assigned the static initialiser: a new lock. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

int main(void)
{
    for (int i = 0; i < 5; i++) {
        pthread_mutex_lock(&m);
        pthread_mutex_unlock(&m);
        pthread_mutex_destroy(&m);
        m = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    }
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    return 0;
}
