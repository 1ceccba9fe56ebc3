/* A handler with three arguments, installed for several signals in a loop. */
#include <pthread.h>
#include <signal.h>
#include <string.h>

struct stats {
    pthread_rwlock_t lock;
    unsigned long faults;
};
static struct stats stats;

static void on_fault(int sig, siginfo_t *info, void *context)
{
    (void)context;
    pthread_rwlock_wrlock(&stats.lock); // expect: lock-in-signal-handler
    stats.faults += sig == SIGBUS && info->si_addr;
    pthread_rwlock_unlock(&stats.lock);
}

void watch_faults(void)
{
    static const int signals[] = {SIGBUS, SIGFPE, SIGILL};
    struct sigaction action;

    pthread_rwlock_init(&stats.lock, NULL);
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO;
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}
