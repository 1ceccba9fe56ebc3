/* Cancelled, then waited for. */
#include <pthread.h>
#include <signal.h>

void *worker(void *arg);

int run(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, worker, NULL) != 0)
        return -1;
    pthread_kill(t, SIGUSR1);
    pthread_cancel(t);
    pthread_join(t, NULL);
    return 0;
}
