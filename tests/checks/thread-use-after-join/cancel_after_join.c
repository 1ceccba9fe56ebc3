/* Cancelled after it has been waited for. */
#include <pthread.h>

void *worker(void *arg);

int run(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, worker, NULL) != 0)
        return -1;
    pthread_join(t, NULL);
    pthread_cancel(t); // expect: thread-use-after-join
    return 0;
}
