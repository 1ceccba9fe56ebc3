/* The handles lie in an array that a pointer names; one loop creates, the next joins. */
#include <pthread.h>
#include <stdlib.h>

static void *work(void *arg)
{
    return arg;
}

int run_all(pthread_t *worker, int n)
{
    int i;
    for (i = 0; i < n; i++)
        if (pthread_create(&worker[i], NULL, work, NULL) != 0)
            abort();
    for (i = 0; i < n; i++)
        pthread_join(worker[i], NULL);
    return 0;
}

int run_some(int n)
{
    pthread_t *worker = malloc((size_t)n * sizeof *worker);
    int started = 0;
    if (!worker)
        return -1;
    while (started < n && pthread_create(&worker[started], NULL, work, NULL) == 0)
        started++;
    while (started > 0)
        pthread_join(worker[--started], NULL);
    free(worker);
    return 0;
}
