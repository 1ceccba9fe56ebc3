/* Held most of the time, but never long. */
// run: --long-hold=300
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

int main(void)
{
    for (int i = 0; i < 60; i++) {
        pthread_mutex_lock(&m);
        usleep(20 * 1000);
        pthread_mutex_unlock(&m);
    }
    return 0;
}
