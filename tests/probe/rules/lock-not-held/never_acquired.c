/* The error path releases what was not acquired yet. */
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static int update(int valid)
{
    if (!valid)
        goto out;
    pthread_mutex_lock(&m);
out:
    pthread_mutex_unlock(&m); // expect: lock-not-held
    return valid;
}

int main(void)
{
    update(1);
    update(0);
    return 0;
}
