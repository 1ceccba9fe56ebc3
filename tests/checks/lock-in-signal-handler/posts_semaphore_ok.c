/* Posting a semaphore is allowed in a handler; the thread that waits takes the lock. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t wake;
static int reloads;

static void on_hangup(int sig)
{
    int saved = errno;
    (void)sig;
    sem_post(&wake);
    errno = saved;
}

static void *reloader(void *arg)
{
    for (;;) {
        if (sem_wait(&wake) != 0)
            continue;
        pthread_mutex_lock(&lock);
        if (reloads < 0) {
            pthread_mutex_unlock(&lock);
            break;
        }
        reloads++;
        pthread_mutex_unlock(&lock);
    }
    return arg;
}

int start(pthread_t *t)
{
    struct sigaction sa = {.sa_handler = on_hangup};
    if (sem_init(&wake, 0, 0) != 0 || sigaction(SIGHUP, &sa, NULL) != 0)
        return -1;
    return pthread_create(t, NULL, reloader, NULL);
}
