/* A flag is tested in every round. */
#include <pthread.h>
#include <stdatomic.h>

static volatile unsigned long ticks;
static atomic_bool stop;

static void *count(void *arg)
{
    while (!atomic_load(&stop))
        ticks++;
    return arg;
}

int run(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, count, NULL) != 0)
        return -1;
    atomic_store(&stop, 1);
    return pthread_join(t, NULL);
}
