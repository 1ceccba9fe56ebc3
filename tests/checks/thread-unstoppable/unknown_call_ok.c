/* The loop calls something that nobody here can see: it may end the thread. */
#include <pthread.h>

void handle_next_event(void);

static void *events(void *arg)
{
    (void)arg;
    for (;;)
        handle_next_event();
    return NULL;
}

int run(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, events, NULL) != 0)
        return -1;
    return pthread_join(t, NULL);
}
