/* The failure leaves before the join. */
#include <pthread.h>
#include <stdio.h>

void *worker(void *arg);

int run(void)
{
    pthread_t t;
    int rc = pthread_create(&t, NULL, worker, NULL);
    if (rc != 0) {
        fprintf(stderr, "cannot start: %d\n", rc);
        return rc;
    }
    pthread_join(t, NULL);
    return 0;
}
