/* Only the last one should destroy it, and only once. */
#include <pthread.h>

static pthread_barrier_t start_line;

static void leave(void)
{
    pthread_barrier_destroy(&start_line);
}

int race(int winner)
{
    int rc = pthread_barrier_wait(&start_line);
    leave();
    if (winner)
        leave(); // expect: barrier-use-after-destroy
    return rc;
}
