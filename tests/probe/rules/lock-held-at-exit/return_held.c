/* A worker returns on its error path without giving the lock back. */
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t state_lock = PTHREAD_MUTEX_INITIALIZER;
static int state = 3;

static void *worker(void *arg)
{
    pthread_mutex_lock(&state_lock); // expect: lock-held-at-exit
    if (state > 2)
        return NULL;
    state++;
    pthread_mutex_unlock(&state_lock);
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, worker, NULL))
        return EXIT_FAILURE;
    pthread_join(t, NULL);
    return 0;
}
