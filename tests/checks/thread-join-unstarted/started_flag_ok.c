/* A flag remembers whether there is a thread. */
#include <pthread.h>

void *worker(void *arg);
int prepare(void);

int run(void)
{
    pthread_t t;
    int started = 0, rc = -1;

    if (prepare() != 0)
        goto out;
    if (pthread_create(&t, NULL, worker, NULL) != 0)
        goto out;
    started = 1;
    rc = 0;
out:
    if (started)
        pthread_join(t, NULL);
    return rc;
}
