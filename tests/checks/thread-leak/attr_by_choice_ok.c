/* Detached or joinable as the caller wishes: what the attribute says is not known here. */
#include <pthread.h>

void *worker(void *arg);

int launch(void *arg, int background)
{
    pthread_attr_t attr;
    pthread_t tid;
    int rc;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr,
                                background ? PTHREAD_CREATE_DETACHED : PTHREAD_CREATE_JOINABLE);
    rc = pthread_create(&tid, &attr, worker, arg);
    pthread_attr_destroy(&attr);
    if (rc == 0 && !background)
        rc = pthread_join(tid, NULL);
    return rc;
}
