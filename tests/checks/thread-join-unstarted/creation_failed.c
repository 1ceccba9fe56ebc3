/* The failure is only printed; the join comes all the same. */
#include <pthread.h>
#include <stdio.h>

void *worker(void *arg);

int run(void)
{
    pthread_t t;
    int rc = pthread_create(&t, NULL, worker, NULL);
    if (rc != 0)
        fprintf(stderr, "cannot start: %d\n", rc);
    pthread_join(t, NULL); // expect: thread-join-unstarted
    return rc;
}
