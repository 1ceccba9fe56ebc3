/* Destroyed and initialised again, many times. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m;
static pthread_rwlock_t l;

int main(void)
{
    for (int i = 0; i < 20; i++) {
        pthread_mutex_init(&m, NULL);
        pthread_rwlock_init(&l, NULL);
        pthread_mutex_lock(&m);
        pthread_rwlock_rdlock(&l);
        pthread_rwlock_unlock(&l);
        pthread_mutex_unlock(&m);
        pthread_rwlock_destroy(&l);
        pthread_mutex_destroy(&m);
    }
    return 0;
}
