/* It sleeps only when it did not get the lock. */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value;

int read_value(void)
{
    int v, tries = 0;

    while (pthread_mutex_trylock(&lock) != 0) {
        if (++tries > 10)
            return -1;
        usleep(100);
    }
    v = value;
    pthread_mutex_unlock(&lock);
    return v;
}
