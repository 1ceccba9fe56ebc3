/* A thread may detach itself, cancel itself and compare itself. */
#include <pthread.h>

static pthread_t chief;

void *helper(void *arg)
{
    pthread_detach(pthread_self());
    if (pthread_equal(pthread_self(), chief))
        pthread_cancel(pthread_self());
    return arg;
}
