/* Every way out gives the lock back, the last one through a label. */
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int jobs = 5;

static void *worker(void *arg)
{
    char *buf = malloc(64);

    pthread_mutex_lock(&lock);
    if (buf == NULL)
        goto out;
    while (jobs > 0)
        jobs--;
out:
    pthread_mutex_unlock(&lock);
    free(buf);
    if (arg == NULL)
        pthread_exit(NULL);
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, worker, NULL) != 0)
        return 1;
    pthread_join(t, NULL);
    return 0;
}
