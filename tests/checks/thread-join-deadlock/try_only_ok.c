/* The thread only tries the lock: it ends even while the joiner holds it. */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t scrubber;
static volatile int stop;
static long scrubbed;

static void *scrub(void *arg)
{
    while (!stop) {
        if (pthread_mutex_trylock(&lock) == 0) {
            scrubbed++;
            pthread_mutex_unlock(&lock);
        }
    }
    return arg;
}

int scrub_start(void)
{
    return pthread_create(&scrubber, NULL, scrub, NULL);
}

void scrub_stop(void)
{
    pthread_mutex_lock(&lock);
    stop = 1;
    pthread_join(scrubber, NULL);
    pthread_mutex_unlock(&lock);
}
