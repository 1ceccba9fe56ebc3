/* A thread of its own receives the signals with sigwait: what it calls is no handler, whatever its
 * name. */
#include <pthread.h>
#include <signal.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int reloads, stop;

static void signal_handler(int sig)
{
    pthread_mutex_lock(&lock);
    if (sig == SIGHUP)
        reloads++;
    else
        stop = 1;
    pthread_mutex_unlock(&lock);
}

static void *signals(void *arg)
{
    sigset_t *set = arg;
    int sig;
    while (sigwait(set, &sig) == 0) {
        signal_handler(sig);
        if (sig == SIGTERM)
            break;
    }
    return NULL;
}

int main(void)
{
    sigset_t set;
    pthread_t t;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (pthread_create(&t, NULL, signals, &set) != 0)
        return 1;
    pthread_join(t, NULL);
    return reloads;
}
