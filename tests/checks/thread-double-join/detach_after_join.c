/* The shutdown path joins, and a leftover line detaches "to be safe". */
#include <pthread.h>
#include <stdbool.h>

void *sweep(void *arg);

bool collect(void *heap, bool wait)
{
    pthread_t sweeper;

    if (pthread_create(&sweeper, NULL, sweep, heap) != 0)
        return false;
    if (wait)
        pthread_join(sweeper, NULL);
    pthread_detach(sweeper); // expect: thread-double-join
    return true;
}
