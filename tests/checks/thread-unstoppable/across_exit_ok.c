/* A helper ends the thread. */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int closing;

static void leave_when_closing(void)
{
    pthread_mutex_lock(&lock);
    int c = closing;
    pthread_mutex_unlock(&lock);
    if (c)
        pthread_exit(NULL);
}

static void *loop(void *arg)
{
    (void)arg;
    for (;;)
        leave_when_closing();
    return NULL;
}

int run(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, loop, NULL) != 0)
        return -1;
    pthread_mutex_lock(&lock);
    closing = 1;
    pthread_mutex_unlock(&lock);
    return pthread_join(t, NULL);
}
