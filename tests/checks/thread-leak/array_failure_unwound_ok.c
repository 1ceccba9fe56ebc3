/* When a creation fails those before it are joined. */
#include <pthread.h>

#define WORKERS 4

void *worker(void *arg);

int run_all(void)
{
    pthread_t tid[WORKERS];
    int n, rc = 0;

    for (n = 0; n < WORKERS; n++)
        if (pthread_create(&tid[n], NULL, worker, NULL) != 0) {
            rc = -1;
            break;
        }
    if (n == 0)
        return -1;
    for (int i = 0; i < n; i++)
        pthread_join(tid[i], NULL);
    return rc;
}
