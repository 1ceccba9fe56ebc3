/* A helper sets the attribute under a condition. */
#include <pthread.h>
#include <stdbool.h>

void *worker(void *arg);

static void prepare(pthread_attr_t *attr, bool keep)
{
    pthread_attr_init(attr);
    if (!keep)
        pthread_attr_setdetachstate(attr, PTHREAD_CREATE_DETACHED);
}

int launch(void *arg, bool keep)
{
    pthread_attr_t attr;
    pthread_t tid;

    prepare(&attr, keep);
    int rc = pthread_create(&tid, &attr, worker, arg);
    pthread_attr_destroy(&attr);
    if (rc == 0 && keep)
        rc = pthread_join(tid, NULL);
    return rc;
}
