/* The thread gives up only where it did not get the lock. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hits;

static void *poller(void *arg)
{
    for (int i = 0; i < 100; i++) {
        if (pthread_mutex_trylock(&lock) != 0)
            pthread_exit(NULL);
        hits++;
        pthread_mutex_unlock(&lock);
    }
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, poller, NULL) != 0)
        return 1;
    pthread_join(t, NULL);
    return 0;
}
