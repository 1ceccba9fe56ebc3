/* The thread acquires the registry lock two calls down, the joiner calls a helper that joins. */
#include <pthread.h>

static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t poller;
static volatile int running;
static int known;

static void registry_add(void)
{
    pthread_mutex_lock(&registry_lock);
    known++;
    pthread_mutex_unlock(&registry_lock);
}

static void poll_once(void)
{
    registry_add();
}

static void *poll_main(void *arg)
{
    while (running)
        poll_once();
    return arg;
}

int poller_start(void)
{
    running = 1;
    return pthread_create(&poller, NULL, poll_main, NULL);
}

static void poller_end(void)
{
    running = 0;
    pthread_join(poller, NULL);
}

void registry_clear(void)
{
    pthread_mutex_lock(&registry_lock);
    poller_end(); // expect: thread-join-deadlock
    known = 0;
    pthread_mutex_unlock(&registry_lock);
}
