/* Two cleanup functions destroy the same mutex. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m;

static void cleanup(void)
{
    pthread_mutex_destroy(&m); // expect: lock-use-after-destroy
}

int main(void)
{
    pthread_mutex_init(&m, NULL);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    pthread_mutex_destroy(&m);
    cleanup();
    return 0;
}
