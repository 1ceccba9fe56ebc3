/* The handler itself locks: it may have interrupted the very thread that holds the lock. */
#include <pthread.h>
#include <signal.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hangups;

static void on_signal(int sig)
{
    pthread_mutex_lock(&lock); // expect: lock-in-signal-handler
    hangups += sig == SIGHUP;
    pthread_mutex_unlock(&lock);
}

int install(void)
{
    return signal(SIGHUP, on_signal) == SIG_ERR ? -1 : 0;
}
