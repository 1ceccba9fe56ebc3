/* exit() ends the process, not the thread: nobody is left to wait. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int state;

static void *watchdog(void *arg)
{
    pthread_mutex_lock(&lock);
    if (state < 0) {
        fprintf(stderr, "fatal state %d\n", state);
        exit(2);
    }
    if (state > 100)
        abort();
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, watchdog, NULL) != 0)
        return 1;
    pthread_join(t, NULL);
    return 0;
}
