/* Loops end only with the lock held. */
#include <pthread.h>
#include <sched.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int n;

void add_spinning(int by)
{
    while (pthread_mutex_trylock(&lock))
        sched_yield();
    n += by;
    pthread_mutex_unlock(&lock);
}

void add_patiently(int by)
{
    for (int i = 0; i < 100; i++)
        if (pthread_mutex_trylock(&lock) == 0)
            goto got_it;
    pthread_mutex_lock(&lock);
got_it:
    n += by;
    pthread_mutex_unlock(&lock);
}
