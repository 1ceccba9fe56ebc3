/* Detaching what was never started is as bad. */
#include <pthread.h>

void *worker(void *arg);

int fire(void *job)
{
    pthread_t t;
    int rc = pthread_create(&t, NULL, worker, job);
    pthread_detach(t); // expect: thread-join-unstarted
    return rc;
}
