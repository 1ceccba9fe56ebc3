/* On failure a helper ends those made so far: one of this file, and one that nobody here sees. */
#include <pthread.h>

void *worker(void *arg);
void stop_threads(pthread_t *t, int n);

static void join_first(pthread_t *t, int n)
{
    for (int i = 0; i < n; i++)
        pthread_join(t[i], NULL);
}

int run(int n)
{
    pthread_t t[16];
    for (int i = 0; i < n && i < 16; i++)
        if (pthread_create(&t[i], NULL, worker, NULL) != 0) {
            join_first(t, i);
            return -1;
        }
    for (int i = 0; i < n && i < 16; i++)
        pthread_join(t[i], NULL);
    return 0;
}

int run_elsewhere(int n)
{
    pthread_t t[16];
    for (int i = 0; i < n && i < 16; i++)
        if (pthread_create(&t[i], NULL, worker, NULL) != 0) {
            stop_threads(t, i);
            return -1;
        }
    for (int i = 0; i < n && i < 16; i++)
        pthread_join(t[i], NULL);
    return 0;
}
