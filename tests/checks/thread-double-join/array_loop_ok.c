/* A loop over an array joins each element once. */
#include <pthread.h>

void *work(void *arg);

int crunch(void *data)
{
    pthread_t worker[8];
    int n = 0;

    while (n < 8 && pthread_create(&worker[n], NULL, work, data) == 0)
        n++;
    for (int i = 0; i < n; i++)
        pthread_join(worker[i], NULL);
    return n;
}
