/* Sleeps with the lock held. */
// run: --long-hold=300
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

int main(void)
{
    pthread_mutex_lock(&m); // expect: lock-long-hold
    usleep(2500 * 1000);
    pthread_mutex_unlock(&m);
    return 0;
}
