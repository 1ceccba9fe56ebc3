/* Runs for the life of the process; nobody waits for it. */
#include <pthread.h>

static volatile unsigned long ticks;

static void *count(void *arg)
{
    (void)arg;
    for (;;)
        ticks++;
    return NULL;
}

int run(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, count, NULL) != 0)
        return -1;
    return pthread_detach(t);
}
