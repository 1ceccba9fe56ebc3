/* A destructor of thread-specific data gives the lock back. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t key;

static void at_end(void *p)
{
    pthread_mutex_unlock(p);
}

static void *worker(void *arg)
{
    pthread_mutex_lock(&m);
    pthread_setspecific(key, &m);
    return arg;
}

int main(void)
{
    pthread_t t;
    pthread_key_create(&key, at_end);
    for (int i = 0; i < 3; i++) {
        must(pthread_create(&t, NULL, worker, NULL) == 0);
        pthread_join(t, NULL);
    }
    return 0;
}
