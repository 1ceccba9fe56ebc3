/* A signal handler locks what the interrupted code holds. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>
#include <signal.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int hits;

static void on_signal(int sig)
{
    (void)sig;
    pthread_mutex_lock(&m); // expect: lock-double-acquire
    hits++;
    pthread_mutex_unlock(&m);
}

int main(void)
{
    signal(SIGUSR1, on_signal);
    pthread_mutex_lock(&m);
    hits++;
    raise(SIGUSR1);
    pthread_mutex_unlock(&m);
    return hits;
}
