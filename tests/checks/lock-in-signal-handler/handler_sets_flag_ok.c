/* The handler only sets a flag; the main loop does what needs the lock. */
#include <pthread.h>
#include <signal.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile sig_atomic_t hung_up;
static int hangups;

static void on_signal(int sig)
{
    (void)sig;
    hung_up = 1;
}

int install(void)
{
    struct sigaction sa = {.sa_handler = on_signal};
    sigemptyset(&sa.sa_mask);
    return sigaction(SIGHUP, &sa, NULL);
}

void poll_signals(void)
{
    if (!hung_up)
        return;
    hung_up = 0;
    pthread_mutex_lock(&lock);
    hangups++;
    pthread_mutex_unlock(&lock);
}
