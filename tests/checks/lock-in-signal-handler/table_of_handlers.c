/* Signals and handlers stand in a table. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

static pthread_mutex_t jobs_lock = PTHREAD_MUTEX_INITIALIZER;
static int jobs;

static void reap(int sig)
{
    (void)sig;
    pthread_mutex_lock(&jobs_lock); // expect: lock-in-signal-handler
    if (jobs)
        jobs--;
    pthread_mutex_unlock(&jobs_lock);
}

static void die(int sig)
{
    _Exit(128 + sig);
}

static const struct {
    int signal;
    void (*handler)(int);
} handlers[] = {
    {SIGCHLD, reap},
    {SIGQUIT, die},
};

void install_handlers(void)
{
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++)
        signal(handlers[i].signal, handlers[i].handler);
}

void job_started(void)
{
    pthread_mutex_lock(&jobs_lock);
    jobs++;
    pthread_mutex_unlock(&jobs_lock);
}
