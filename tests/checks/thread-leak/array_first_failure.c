/* When the third creation fails the first two are forgotten. */
#include <pthread.h>

#define WORKERS 4

void *worker(void *arg);

int run_all(void)
{
    pthread_t tid[WORKERS];

    for (int i = 0; i < WORKERS; i++)
        if (pthread_create(&tid[i], NULL, worker, NULL) != 0)
            return -1; // expect: thread-leak
    for (int i = 0; i < WORKERS; i++)
        pthread_join(tid[i], NULL);
    return 0;
}
