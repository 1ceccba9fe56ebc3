/* Handlers of an event loop of our own look like handlers of signals and run in the loop. */
#include <pthread.h>
#include <signal.h>
#include <stddef.h>

typedef void (*event_fn)(int event);

struct loop {
    event_fn handler[32];
    volatile sig_atomic_t raised[32];
};
static struct loop loop;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int config;

static void note(int sig)
{
    loop.raised[sig & 31] = 1;
}

static void on_hangup(int event)
{
    pthread_mutex_lock(&lock);
    config = event;
    pthread_mutex_unlock(&lock);
}

void loop_signal(int sig, event_fn fn)
{
    loop.handler[sig & 31] = fn;
    signal(sig, note);
}

void loop_run_once(void)
{
    for (int i = 0; i < 32; i++) {
        if (!loop.raised[i] || !loop.handler[i])
            continue;
        loop.raised[i] = 0;
        loop.handler[i](i);
    }
}

void setup(void)
{
    loop_signal(SIGHUP, on_hangup);
}
