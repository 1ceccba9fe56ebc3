/* Comparing the value does not need a thread. */
#include <pthread.h>

int end(pthread_t t, pthread_t chief)
{
    pthread_join(t, NULL);
    return pthread_equal(t, chief);
}
