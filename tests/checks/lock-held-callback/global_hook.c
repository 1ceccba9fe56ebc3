/* One hook for the whole library, told under its lock. */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void (*changed)(void *arg);
static void *changed_arg;
static int level;

void on_change(void (*fn)(void *arg), void *arg)
{
    changed = fn;
    changed_arg = arg;
}

int set_level(int n)
{
    int was;
    pthread_mutex_lock(&lock);
    was = level;
    level = n;
    if (changed)
        changed(changed_arg); // expect: lock-held-callback
    pthread_mutex_unlock(&lock);
    return was;
}
