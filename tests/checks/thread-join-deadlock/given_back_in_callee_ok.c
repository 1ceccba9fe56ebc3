/* A big lock: who waits for a thread's end gives it back meanwhile, though its caller holds it. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct unit {
    pthread_t thread;
    bool started, stopped;
};

static pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;
static struct unit units[2];

static void big_lock(void)
{
    pthread_mutex_lock(&big);
}

static void big_unlock(void)
{
    pthread_mutex_unlock(&big);
}

static void *unit_main(void *arg)
{
    struct unit *u = arg;

    big_lock();
    u->stopped = true;
    big_unlock();
    return NULL;
}

static void unit_join(struct unit *u)
{
    big_unlock();
    pthread_join(u->thread, NULL);
    big_lock();
}

static void unit_end(struct unit *u)
{
    if (!u->started)
        return;
    u->started = false;
    unit_join(u);
}

int main(void)
{
    big_lock();
    for (int i = 0; i < 2; i++)
        units[i].started = pthread_create(&units[i].thread, NULL, unit_main, &units[i]) == 0;
    unit_end(&units[0]);
    unit_end(&units[1]);
    big_unlock();
    return 0;
}
