/* Created detached by attribute, joined at the end. */
#include <pthread.h>

void *stream(void *arg);

int play(void *track)
{
    pthread_t tid;
    pthread_attr_t attr;
    int rc;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    rc = pthread_create(&tid, &attr, stream, track);
    pthread_attr_destroy(&attr);
    if (rc != 0)
        return rc;
    return pthread_join(tid, NULL); // expect: thread-join-detached
}
