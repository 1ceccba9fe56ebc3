/* The thread counts for ever; its creator waits for it. */
#include <pthread.h>

static volatile unsigned long ticks;

static void *count(void *arg)
{
    (void)arg;
    for (;;)
        ticks++; // expect: thread-unstoppable
    return NULL;
}

int run(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, count, NULL) != 0)
        return -1;
    return pthread_join(t, NULL);
}
