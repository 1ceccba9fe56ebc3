/* The thread keeps its own handle and joins that at its end. */
#include <pthread.h>

void *work(void *arg)
{
    pthread_t me = pthread_self();
    int *left = arg;
    while (*left > 0)
        --*left;
    pthread_join(me, NULL); // expect: thread-join-self
    return NULL;
}
