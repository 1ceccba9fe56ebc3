/* A barrier for one thread never waits; made anew for each phase. */
#include "order.h"
#include <pthread.h>

int main(void)
{
    pthread_barrier_t b;
    for (int i = 0; i < 10; i++) {
        must(pthread_barrier_init(&b, NULL, 1) == 0);
        must(pthread_barrier_wait(&b) == PTHREAD_BARRIER_SERIAL_THREAD);
        must(pthread_barrier_wait(&b) == PTHREAD_BARRIER_SERIAL_THREAD);
        pthread_barrier_destroy(&b);
    }
    return 0;
}
