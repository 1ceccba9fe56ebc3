/* The error path joins in a loop that counts down. */
#include <pthread.h>
#include <stdlib.h>

void *worker(void *arg);

int run_all(int count)
{
    int i, rc = -1;
    pthread_t *tid = calloc((size_t)count, sizeof *tid);

    if (!tid)
        return -1;
    for (i = 0; i < count; i++)
        if (pthread_create(&tid[i], NULL, worker, NULL) != 0)
            goto out;
    rc = 0;
out:
    while (--i >= 0)
        pthread_join(tid[i], NULL);
    free(tid);
    return rc;
}
