/* Nobody looks at the result: when it fails, the join waits for whatever is in the variable. */
#include <pthread.h>

void *worker(void *arg);

void run(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL); // expect: thread-join-unstarted
}
