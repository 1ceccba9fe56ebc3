/* The entry detaches itself; the creator joins all the same. */
#include <pthread.h>

static void *session(void *arg)
{
    pthread_detach(pthread_self());
    return arg;
}

int run(void *job)
{
    pthread_t t;
    if (pthread_create(&t, NULL, session, job) != 0)
        return -1;
    return pthread_join(t, NULL); // expect: thread-join-detached
}
