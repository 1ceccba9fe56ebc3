/* A helper joins what it is given, and is given the caller itself. */
#include <pthread.h>

static void wait_for(pthread_t t)
{
    void *result;
    pthread_join(t, &result);
}

void *last_one(void *arg)
{
    wait_for(pthread_self()); // expect: thread-join-self
    return arg;
}
