/* Waits without having locked the mutex at all. */
// run: kill-after 1.5
#include "order.h"
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int ready;

int main(void)
{
    while (!ready)
        pthread_cond_wait(&c, &m); // expect: cond-wait-unlocked
    return 0;
}
