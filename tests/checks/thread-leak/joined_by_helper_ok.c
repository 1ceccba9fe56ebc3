/* The array of handles is handed to a helper that joins them all. */
#include <pthread.h>

void *worker(void *arg);

static void join_all(pthread_t *tid, int n)
{
    for (int i = 0; i < n; i++)
        pthread_join(tid[i], NULL);
}

int run(void)
{
    pthread_t tid[8];
    int n = 0;

    while (n < 8) {
        if (pthread_create(&tid[n], NULL, worker, NULL) != 0)
            break;
        n++;
    }
    join_all(tid, n);
    return n == 8 ? 0 : -1;
}
