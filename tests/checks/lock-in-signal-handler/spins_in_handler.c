/* Installed by a function of the project's own. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

typedef void (*sig_fn)(int);

static pthread_spinlock_t stat_lock;
static unsigned ticks;

static bool catch_signal(int sig, sig_fn fn, bool restart)
{
    struct sigaction sa = {.sa_flags = restart ? SA_RESTART : 0};
    sa.sa_handler = fn;
    return sigaction(sig, &sa, NULL) == 0;
}

static void on_alarm(int sig)
{
    (void)sig;
    if (ticks == 0)
        return;
    pthread_spin_lock(&stat_lock); // expect: lock-in-signal-handler
    ticks--;
    pthread_spin_unlock(&stat_lock);
}

int stats_start(unsigned n)
{
    pthread_spin_init(&stat_lock, PTHREAD_PROCESS_PRIVATE);
    ticks = n;
    return catch_signal(SIGALRM, on_alarm, true) ? 0 : -1;
}
