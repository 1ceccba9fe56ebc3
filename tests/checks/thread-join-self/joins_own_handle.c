/* The worker waits for the end of all workers, itself included. */
#include <pthread.h>

void flush_all(void);

void *worker(void *arg)
{
    flush_all();
    pthread_join(pthread_self(), NULL); // expect: thread-join-self
    return arg;
}
