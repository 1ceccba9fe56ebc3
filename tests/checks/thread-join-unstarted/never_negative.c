/* pthread_create says with a positive number that it failed: a test for negative ones does not see
 * it. */
#include <pthread.h>
#include <stddef.h>

static void *work(void *arg)
{
    return arg;
}

int run_once(void)
{
    pthread_t t;

    if (pthread_create(&t, NULL, work, NULL) < 0)
        return -1;
    return pthread_join(t, NULL); // expect: thread-join-unstarted
}
