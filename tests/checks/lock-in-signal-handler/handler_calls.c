/* The handler may interrupt the very thread that holds the lock. */
#include <pthread.h>
#include <signal.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hangups;

static void note_hangup(void)
{
    pthread_mutex_lock(&lock);
    hangups++;
    pthread_mutex_unlock(&lock);
}

static void on_signal(int sig)
{
    if (sig == SIGHUP)
        note_hangup(); // expect: lock-in-signal-handler
}

int install(void)
{
    struct sigaction sa = {.sa_handler = on_signal};
    sigemptyset(&sa.sa_mask);
    return sigaction(SIGHUP, &sa, NULL);
}
